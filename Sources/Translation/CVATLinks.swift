/// Turns the absolute links in CVAT's answers into links through the gateway.
///
/// CVAT makes them from the address that it was reached at, which clients often cannot reach, and must not.
struct CVATLinks: Sendable {
    private let authority: String
    private let externalURL: String

    init(_ context: CVATContext) {
        authority = Self.parts(of: context.origin)?.authority ?? ""
        externalURL = context.externalURL
    }

    /// The same text with its links rewritten; every other byte stays. `nil` when it is not JSON.
    func rewritten(_ body: [UInt8]) -> [UInt8]? {
        var reader = CVATLinkReader(body)
        guard reader.read() else { return nil }
        var rewritten: [UInt8] = []
        var copied = 0
        for range in reader.links {
            guard let link = Self.text(body[range]), let path = path(of: link) else { continue }
            // The quotation marks, which stand around the range, are written anew.
            rewritten += body[copied..<range.lowerBound - 1]
            var writer = JSONWriter(capacity: externalURL.utf8.count + range.count)
            writer.string(externalURL, String(path))
            rewritten += writer.bytes
            copied = range.upperBound + 1
        }
        guard copied > 0 else { return body }
        rewritten += body[copied...]
        return rewritten
    }

    /// The path of a link to CVAT, with its query; `nil` for any other text. `http` or `https` makes no difference: a
    /// front server of CVAT may speak one of them to us and tell CVAT of the other.
    private func path(of link: String) -> Substring? {
        guard let (found, rest) = Self.parts(of: link), found == authority, rest.hasPrefix("/") else { return nil }
        return rest
    }

    /// Host and port in lower case, without a port that the scheme implies, and what follows them.
    private static func parts(of link: String) -> (authority: String, rest: Substring)? {
        for (scheme, port) in [("http://", ":80"), ("https://", ":443")]
        where link.prefix(scheme.count).lowercased() == scheme {
            let rest = link.dropFirst(scheme.count)
            let end = rest.firstIndex(of: "/") ?? rest.endIndex
            var authority = rest[..<end].lowercased()
            if authority.hasSuffix(port) { authority.removeLast(port.count) }
            return authority.isEmpty ? nil : (authority, rest[end...])
        }
        return nil
    }

    /// The text of a string of JSON; `nil` when an escape in it is no character.
    private static func text(_ content: ArraySlice<UInt8>) -> String? {
        content.contains(UInt8(ascii: "\\"))
            ? try? JSONScanner.unescaped(content) : String(decoding: content, as: UTF8.self)
    }
}
