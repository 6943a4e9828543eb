/// Turns the absolute links in CVAT's answers into links through the gateway.
///
/// CVAT makes them from the address that it was reached at, which clients often cannot reach, and must not.
package struct CVATLinks: Sendable {
    private let authority: String
    private let externalURL: String

    package init(_ context: CVATContext) {
        authority = Self.parts(of: context.origin)?.authority ?? ""
        externalURL = context.externalURL
    }

    /// The same text with its links rewritten; every other byte stays. `nil` when it is not JSON, or a link no text.
    package func rewritten(_ body: [UInt8]) -> [UInt8]? {
        guard let links = try? Self.links(in: body) else { return nil }
        var rewritten: [UInt8] = []
        var copied = 0
        for link in links {
            // Half a character is in no link that CVAT makes: passed on it might still lead to CVAT.
            guard let text = try? JSONScanner.text(of: link, body) else { return nil }
            guard let path = path(of: text) else { continue }
            // The quotation marks, which stand around the content, are written anew.
            rewritten += body[copied..<link.content.lowerBound - 1]
            var writer = JSONWriter(capacity: externalURL.utf8.count + link.content.count)
            writer.string(externalURL, String(path))
            rewritten += writer.bytes
            copied = link.content.upperBound + 1
        }
        guard copied > 0 else { return body }
        rewritten += body[copied...]
        return rewritten
    }

    /// In their order. A list of thousands of accounts is only passed on: what it costs here is one pass, and a few
    /// numbers a link.
    private static func links(in body: [UInt8]) throws(JSONFault) -> [JSONStringRange] {
        var scanner = try JSONScanner(body)
        var links: [JSONStringRange] = []
        try scanner.value(notingLinks: &links)
        try scanner.end()
        return links
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
}

extension JSONScanner {
    private static let linkNames: [StaticString] = ["next", "previous", "url"]

    /// Reads any value, and notes the strings in it that are members with the name of a link.
    fileprivate mutating func value(notingLinks links: inout [JSONStringRange]) throws(JSONFault) {
        switch next() {
        case UInt8(ascii: "{"):
            try members { (scanner, name) throws(JSONFault) in
                if Self.place(of: name, in: Self.linkNames, scanner.bytes) != nil,
                    scanner.next() == UInt8(ascii: "\"")
                {
                    links.append(try scanner.stringRange())
                } else {
                    try scanner.value(notingLinks: &links)
                }
            }
        case UInt8(ascii: "["):
            try array { (scanner) throws(JSONFault) in try scanner.value(notingLinks: &links) }
        default: try skip()
        }
    }
}
