/// A user of Huawei's IAM.
struct IAMUser: Sendable, Equatable {
    /// What the IAM knows him by for ever: 1 to 64 visible characters of ASCII.
    let id: String
    /// 1 to 255 bytes without controls.
    let name: String

    /// `nil` for what could be neither, whoever said it.
    init?(id: String, name: String) {
        guard HeaderText.isVisible(id, atMost: 64), (1...255).contains(name.utf8.count),
            name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return nil }
        self.id = id
        self.name = name
    }
}
