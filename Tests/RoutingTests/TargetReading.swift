@testable import Routing

/// What the tests look at of a target that was read.
struct TargetReading: Equatable {
    var segments: [String]
    var endsInSlash = false
    var query: String?
    var authority: String?

    init(_ segments: [String], endsInSlash: Bool = false, query: String? = nil, authority: String? = nil) {
        self.segments = segments
        self.endsInSlash = endsInSlash
        self.query = query
        self.authority = authority
    }

    init(reading text: String) throws(TargetFault) {
        var target = RequestTarget()
        try target.read(Array(text.utf8).span)
        segments = target.segmentTexts()
        endsInSlash = target.endsInSlash
        query = target.queryText()
        authority = target.authority.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
    }

    static func fault(_ bytes: [UInt8]) -> TargetFault? {
        var target = RequestTarget()
        do throws(TargetFault) {
            try target.read(bytes.span)
            return nil
        } catch {
            return error
        }
    }
}
