/// Which store holds the accounts, as settings write it: `sqlite:` and a file's path.
package enum StoreLocation: Hashable, Sendable, CustomStringConvertible {
    case sqlite(path: String)

    package init?(parsing text: String) {
        let scheme = "sqlite:"
        guard text.hasPrefix(scheme), text.count > scheme.count else { return nil }
        self = .sqlite(path: String(text.dropFirst(scheme.count)))
    }

    package var description: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        }
    }
}
