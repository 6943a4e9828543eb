/// What a `Range` field asks of a content (RFC 9110 §14.1.2).
enum RequestedRange: Equatable {
    /// Bytes that are there.
    case part(Range<Int>)
    /// One range, and nothing of it is there.
    case unsatisfiable
    /// Another unit, no valid range or several of them: the whole content is the answer. Several would save nobody work
    /// but an attacker, who lets a server send the same bytes again and again (RFC 9110 §14.2 leaves it to the server).
    case none

    /// - Parameters:
    ///   - field: such as `bytes=0-499`, `bytes=500-` or `bytes=-500`.
    ///   - size: of the whole content, in bytes.
    init(_ field: String, size: Int) {
        let unit = "bytes="
        guard field.lowercased().hasPrefix(unit) else {
            self = .none
            return
        }
        let elements = field.dropFirst(unit.count).split(separator: ",")
            .map { $0.filter { $0 != " " && $0 != "\t" } }.filter { !$0.isEmpty }
        let ends = elements.first?.split(separator: "-", omittingEmptySubsequences: false) ?? []
        guard elements.count == 1, ends.count == 2 else {
            self = .none
            return
        }
        switch (Self.position(ends[0]), Self.position(ends[1])) {
        case (.number(let first), .number(let last)) where last >= first:
            self = first < size ? .part(first..<min(last, size - 1) + 1) : .unsatisfiable
        case (.number(let first), .empty):
            self = first < size ? .part(first..<size) : .unsatisfiable
        case (.empty, .number(let count)) where count == 0:
            self = .unsatisfiable
        case (.empty, .number(let count)) where size > 0:
            self = .part(max(0, size - count)..<size)
        default:
            // The last bytes of nothing are the whole of it, among others.
            self = .none
        }
    }

    private enum Position {
        case number(Int), empty, invalid
    }

    /// A number too large for the machine is as good as the largest.
    private static func position(_ text: Substring) -> Position {
        if text.isEmpty { return .empty }
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return .invalid }
        return .number(Int(text) ?? .max)
    }
}
