/// A coding in which a file may lie beside the plain one (RFC 9110 §8.4.1).
enum ContentCoding: String, Sendable {
    case brotli = "br"
    case gzip

    /// What the name of the coded file has behind that of the plain one.
    var suffix: String {
        switch self {
        case .brotli: ".br"
        case .gzip: ".gz"
        }
    }

    /// Those that a client takes, best first; of two that it likes as much, the smaller file. None without the field:
    /// any would be allowed then (RFC 9110 §12.5.3), but who does not ask may not be able to decode.
    static func accepted(by field: String?) -> [ContentCoding] {
        guard let field else { return [] }
        let list = WeightedList(field)
        func weight(_ coding: ContentCoding) -> Int { list[coding.rawValue] ?? list["*"] ?? 0 }
        let plain = list["identity"] ?? 0
        let ordered: [ContentCoding] = weight(.gzip) > weight(.brotli) ? [.gzip, .brotli] : [.brotli, .gzip]
        return ordered.filter { weight($0) > 0 && weight($0) >= plain }
    }
}
