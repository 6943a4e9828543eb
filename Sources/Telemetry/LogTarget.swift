/// Where a log goes, as settings write it: `-` is standard output, `off` is nowhere, anything else is a file's path.
package enum LogTarget: Sendable, Equatable, CustomStringConvertible {
    case off, standardOutput
    case file(String)

    /// `nil` for an empty text.
    package init?(parsing text: String) {
        switch text {
        case "": return nil
        case "-": self = .standardOutput
        case "off": self = .off
        default: self = .file(text)
        }
    }

    package var description: String {
        switch self {
        case .off: "off"
        case .standardOutput: "-"
        case .file(let path): path
        }
    }
}
