/// A value that stands elsewhere: `env:NAME`, `env:NAME:-default` (for a variable that is not set or empty, as the
/// shell's `:-`) or `file:PATH`; any other text stands for itself.
struct ValueReference {
    let environment: PolicyEnvironment

    enum Fault: Error {
        case unset(String)
        case badName(String)
        case unreadable(String)

        var message: String {
            switch self {
            case .unset(let name): "the environment variable \(name) is not set"
            case .badName(let name): "\"\(name)\" is no name of an environment variable"
            case .unreadable(let path): "the file \(path) cannot be read as text"
            }
        }
    }

    static func isReference(_ text: String) -> Bool {
        text.hasPrefix("env:") || text.hasPrefix("file:")
    }

    static func hasDefault(_ text: String) -> Bool {
        text.hasPrefix("env:") && text.contains(":-")
    }

    func resolve(_ text: String) throws(Fault) -> String {
        if text.hasPrefix("file:") {
            return try read(String(text.dropFirst(5)))
        }
        guard text.hasPrefix("env:") else { return text }
        let reference = text.dropFirst(4)
        var name = reference
        var fallback: Substring?
        if let mark = reference.firstIndex(of: ":") {
            name = reference[..<mark]
            guard reference[mark...].hasPrefix(":-") else { throw .badName(String(reference)) }
            fallback = reference[mark...].dropFirst(2)
        }
        guard Self.isVariableName(name) else { throw .badName(String(name)) }
        if let value = environment.variable(String(name)), !value.isEmpty { return value }
        guard let fallback else { throw .unset(String(name)) }
        return String(fallback)
    }

    /// One line break at the end is not part of the value: editors and `echo` put it there.
    private func read(_ path: String) throws(Fault) -> String {
        guard let bytes = environment.file(path), let text = String(validating: bytes, as: UTF8.self) else {
            throw .unreadable(path)
        }
        guard let last = text.last, last == "\n" || last == "\r\n" else { return text }
        return String(text.dropLast())
    }

    /// IEEE Std 1003.1 §8.1, with lower case as well.
    private static func isVariableName(_ name: Substring) -> Bool {
        guard let first = name.first, first.isASCII, first.isLetter || first == "_" else { return false }
        return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }
}
