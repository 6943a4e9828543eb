/// Swift source with comments and string literals blanked, line by line: what is left can be searched for code.
///
/// A heuristic and no parser: code inside an interpolation counts as text, and nested quotes come out even.
enum SwiftText {
    static func code(of text: String) -> [String] {
        var state = State.code
        return text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            if state == .string { state = .code }
            return blank(Array(line), &state)
        }
    }

    private enum State {
        case code, string, longString, blockComment
    }

    private static let quotes = Array("\"\"\"".utf8)

    private static func blank(_ line: [UInt8], _ state: inout State) -> String {
        var kept: [UInt8] = []
        var index = 0
        while index < line.count {
            let byte = line[index]
            let next = index + 1 < line.count ? line[index + 1] : 0
            switch state {
            case .code where byte == UInt8(ascii: "/") && next == byte: return String(decoding: kept, as: UTF8.self)
            case .code where byte == UInt8(ascii: "/") && next == UInt8(ascii: "*"):
                (state, index) = (.blockComment, index + 2)
            case .code where byte == quotes[0]:
                let isLong = line[index...].starts(with: quotes)
                (state, index) = (isLong ? .longString : .string, index + (isLong ? 3 : 1))
            case .code:
                kept.append(byte)
                index += 1
            case .blockComment where byte == UInt8(ascii: "*") && next == UInt8(ascii: "/"):
                (state, index) = (.code, index + 2)
            case .longString where line[index...].starts(with: quotes): (state, index) = (.code, index + 3)
            case .string where byte == quotes[0]: (state, index) = (.code, index + 1)
            case .string where byte == UInt8(ascii: "\\"), .longString where byte == UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }

    /// The module of an import line, `nil` for any other line.
    static func importedModule(_ line: String) -> String? {
        guard line.contains("import") else { return nil }
        let access = "(?:(?:public|package|internal|fileprivate|private)\\s+)?"
        let kind = "(?:(?:struct|class|enum|protocol|func|var|let|typealias)\\s+)?"
        let pattern = "^\\s*(?:@[A-Za-z_]+(?:\\([^)]*\\))?\\s+)*\(access)import\\s+\(kind)([A-Za-z0-9_]+)"
        guard let expression = try? Regex(pattern), let match = line.firstMatch(of: expression) else { return nil }
        return match.output[1].substring.map(String.init)
    }
}
