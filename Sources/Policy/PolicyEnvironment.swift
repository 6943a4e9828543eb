/// What a policy is compiled against: the process around it and the parts of the gateway that it can name.
package struct PolicyEnvironment: Sendable {
    /// The value of an environment variable; `nil` when it is not set.
    package let variable: @Sendable (String) -> String?
    /// The content of a file that a `file:` reference names; `nil` when it cannot be read.
    package let file: @Sendable (String) -> [UInt8]?
    /// Whether `path` is a directory.
    package let isDirectory: @Sendable (String) -> Bool
    /// What `to: { local: … }` may name.
    package let localEndpoints: Set<String>
    /// What `to: { translate: … }` may name.
    package let translations: Set<String>
    /// What `feature('…')` may name, and whether each is on.
    package var features: [String: Bool]
    /// SHA-256, given from outside because this module does no cryptography.
    package let hash: @Sendable ([UInt8]) -> [UInt8]

    package init(
        variable: @escaping @Sendable (String) -> String?,
        file: @escaping @Sendable (String) -> [UInt8]?,
        isDirectory: @escaping @Sendable (String) -> Bool = { _ in true },
        localEndpoints: Set<String>,
        translations: Set<String>,
        features: [String: Bool] = [:],
        hash: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        self.variable = variable
        self.file = file
        self.isDirectory = isDirectory
        self.localEndpoints = localEndpoints
        self.translations = translations
        self.features = features
        self.hash = hash
    }

    /// What relative paths in a policy start from; empty for one in memory.
    private(set) var base = ""

    /// The same for a policy in `directory`: relative paths start there.
    func relative(to directory: String) -> PolicyEnvironment {
        let file = file
        var environment = PolicyEnvironment(
            variable: variable,
            file: { path in file(path.hasPrefix("/") ? path : directory + "/" + path) },
            isDirectory: isDirectory, localEndpoints: localEndpoints, translations: translations, features: features,
            hash: hash)
        environment.base = directory + "/"
        return environment
    }

    func path(_ text: String) -> String { text.hasPrefix("/") ? text : base + text }
}
