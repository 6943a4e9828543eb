/// A file as it could be sent, and on what grounds.
struct StaticRepresentation: Sendable {
    enum Use {
        /// It was asked for.
        case file
        /// It is what a folder shows. Such a page names all other files, so an old one asks for files that are gone.
        case index
        /// It stands in for a path that leads to no file.
        case fallback
    }

    let version: StaticEntry.Version
    let type: MediaType
    let coding: ContentCoding?
    let use: Use
}

/// The answer to a request for a file: which fields, and which bytes of it. Pure.
struct StaticAnswer: Sendable {
    let status: Int
    /// Without `Content-Length` and the fields of the exchange.
    let fields: [(name: String, value: String)]
    /// The value of `Content-Length`; `nil`: none is written.
    let length: Int?
    /// The bytes of the file that follow the head.
    let content: Range<Int>

    private static let plain: [(name: String, value: String)] = [("X-Content-Type-Options", "nosniff")]

    /// - Parameters:
    ///   - cacheControl: the value of `Cache-Control` for the file.
    ///   - now: seconds since 1970-01-01T00:00:00Z.
    static func to(
        _ request: StaticRequest, with representation: StaticRepresentation, cacheControl: String, now: Int64
    ) -> StaticAnswer {
        let version = representation.version
        let tag = EntityTag(version, now: now)
        // A file of the future must not say so (RFC 9110 §8.8.2.1), and dates before 1970 are somebody's zero.
        let isDated = (0...max(0, now)).contains(version.modified.second)
        let date = isDated ? version.modified.second : nil
        let validators = validators(representation, tag: tag, cacheControl: cacheControl)
        switch StaticVerdict(request, tag: tag, modified: date, size: version.size, now: now) {
        case .whole:
            return StaticAnswer(
                status: 200, fields: description(representation, date: date) + validators + plain,
                length: version.size, content: request.isHead ? 0..<0 : 0..<version.size)
        case .part(let part):
            let range = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(version.size)"
            return StaticAnswer(
                status: 206,
                fields: [("Content-Range", range)] + description(representation, date: date) + validators + plain,
                length: part.count, content: part)
        case .notModified:
            return StaticAnswer(status: 304, fields: validators + plain, length: nil)
        case .conditionFailed:
            return StaticAnswer(status: 412, fields: [("Cache-Control", "no-store")] + plain, length: 0)
        case .unsatisfiable:
            let fields = [("Content-Range", "bytes */\(version.size)"), ("Cache-Control", "no-store")]
            return StaticAnswer(status: 416, fields: fields + plain, length: 0)
        }
    }

    private init(
        status: Int, fields: [(name: String, value: String)], length: Int?, content: Range<Int> = 0..<0
    ) {
        self.status = status
        self.fields = fields
        self.length = length
        self.content = content
    }

    /// Sends the client to the same folder with a slash at its end, against which the links of its index are meant.
    ///
    /// - Parameters:
    ///   - segments: the whole path of the request, decoded; not empty.
    ///   - query: as it came, without its question mark.
    static func folder(_ segments: [String], query: String?) -> StaticAnswer {
        // Each segment has a byte at least and none is a slash, so that no other host can stand there (`//host/`).
        let path = segments.map { "/" + encoded($0) }.joined()
        let location = "\(path)/" + (query.map { "?\($0)" } ?? "")
        return StaticAnswer(
            status: 308, fields: [("Location", location), ("Cache-Control", "no-cache")] + plain, length: 0)
    }

    /// What is said of the content itself.
    private static func description(
        _ representation: StaticRepresentation, date: Int64?
    ) -> [(name: String, value: String)] {
        var fields = [(name: "Content-Type", value: representation.type.name), ("Accept-Ranges", "bytes")]
        if let coding = representation.coding { fields.append(("Content-Encoding", coding.rawValue)) }
        if let date { fields.append(("Last-Modified", HTTPDate.format(date))) }
        return fields
    }

    /// What a 304 repeats of the 200 (RFC 9110 §15.4.5).
    private static func validators(
        _ representation: StaticRepresentation, tag: EntityTag, cacheControl: String
    ) -> [(name: String, value: String)] {
        var vary: [String] = []
        if representation.use == .fallback { vary.append("Accept") }
        if representation.type.isCompressible { vary.append("Accept-Encoding") }
        let fields = [(name: "ETag", value: tag.text), (name: "Cache-Control", value: cacheControl)]
        return vary.isEmpty ? fields : fields + [(name: "Vary", value: vary.joined(separator: ", "))]
    }

    /// A segment with all but the unreserved characters of RFC 3986 §2.3 encoded.
    private static func encoded(_ segment: String) -> String {
        var text = ""
        for byte in segment.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return text
    }
}
