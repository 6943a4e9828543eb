import Domain
import HTTPWire
import NIOCore

/// What a request asks of a file, beside its path.
struct StaticRequest: Sendable {
    /// The fields that matter here. They are looked up by name, since nothing else in the gateway acts upon them.
    enum Field: CaseIterable {
        case accept, acceptEncoding, ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince, ifRange, range

        /// In lower case.
        var name: StaticString {
            switch self {
            case .accept: "accept"
            case .acceptEncoding: "accept-encoding"
            case .ifMatch: "if-match"
            case .ifNoneMatch: "if-none-match"
            case .ifModifiedSince: "if-modified-since"
            case .ifUnmodifiedSince: "if-unmodified-since"
            case .ifRange: "if-range"
            case .range: "range"
            }
        }
    }

    let isHead: Bool
    private var values: [Field: String] = [:]

    init(_ head: RequestHead) {
        isHead = head.method == .head
        let block = head.fields.bytes
        let bytes = block.readableBytesUInt8Span
        for line in head.fields.lines {
            for field in Field.allCases where ByteClass.equals(bytes, line.name.range, lowercase: field.name) {
                // As RFC 9110 §5.3 joins the lines of a list. A date or a range that came twice becomes what is
                // neither, and such ones are passed over.
                let value = head.fields.text(line.value)
                values[field] = values[field].map { "\($0), \(value)" } ?? value
            }
        }
    }

    subscript(field: Field) -> String? { values[field] }

    /// Whether a page may be given for a path that leads to no file: to what navigates, not to what loads a script.
    var takesPages: Bool {
        guard let accept = self[.accept] else { return true }
        let list = WeightedList(accept)
        return (list["text/html"] ?? list["text/*"] ?? list["*/*"] ?? 0) > 0
    }
}
