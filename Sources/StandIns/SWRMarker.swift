import Foundation

/// Where the third version of a list goes on: the row that was last. Clients are not to look inside.
struct SWRMarker {
    let id: Int

    private static let prefix = "after:"

    init(id: Int) {
        self.id = id
    }

    init?(_ text: String) {
        guard let data = Data(base64Encoded: text) else { return nil }
        let content = String(decoding: data, as: UTF8.self)
        guard content.hasPrefix(Self.prefix), let id = Int(content.dropFirst(Self.prefix.count)) else { return nil }
        self.id = id
    }

    var text: String { Data("\(Self.prefix)\(id)".utf8).base64EncodedString() }
}
