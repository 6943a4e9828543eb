import Policy
import Routing

/// Makes absolute links of an upstream to itself links to the gateway, as one route knows them.
///
/// What an upstream calls itself is the address that the gateway reaches it by, or the one that it was told the client
/// has asked (`X-Forwarded-Host`, which registries make their links of), under either scheme: behind something that ends
/// TLS it may know only one. A path without an origin changes where the route moves paths. What leads to another origin,
/// as a signed URL of a store of blobs, stays as it is. A class, because it is handed around for each answer and looked
/// into for few.
final class UpstreamLinks {
    /// Scheme and authority, in lower case.
    private let origins: [[UInt8]]
    /// Of the upstream's URL; no slash at its end.
    private let basePath: [UInt8]
    private let prefixes: TargetTemplate.Prefixes?
    /// What a link begins with that clients follow; empty: with its path.
    private let gateway: [UInt8]

    private static let schemes = [Array("http://".utf8), Array("https://".utf8)]

    /// - Parameters:
    ///   - prefixes: of the route, where that is all it changes about a path; else a link keeps its own path below the
    ///     base path of the upstream.
    ///   - gateway: scheme and authority by which clients reach the gateway. Empty where nobody has said so: then links
    ///     keep their path alone, which leads to whatever the client has asked. What it has put into `Host` is not
    ///     written into a link, and is taken out of those that the upstream made of it: a shared cache could hand them
    ///     to others.
    init(_ address: UpstreamSpec.Address, prefixes: TargetTemplate.Prefixes?, gateway: String) {
        let authority = address.authority.lowercased()
        let name = address.host.contains(":") ? "[\(address.host)]" : address.host
        var origins = ["http://\(authority)", "https://\(authority)"]
        // A port that goes without saying may be said (RFC 3986 §6.2.3).
        switch address.port {
        case 80: origins += ["http://\(name.lowercased())", "http://\(name.lowercased()):80"]
        case 443: origins += ["https://\(name.lowercased())", "https://\(name.lowercased()):443"]
        default: break
        }
        self.origins = origins.map { Array($0.utf8) }
        basePath = Array(address.basePath.utf8)
        self.prefixes = prefixes
        self.gateway = Array(gateway.utf8)
    }

    /// Appends what a reference (RFC 3986 §4.1) becomes.
    ///
    /// - Parameter asked: the authority that the client has asked, in lower case; empty when it is not known.
    /// - Returns: false for one that stays as it is; then nothing is appended.
    func write(
        _ bytes: Span<UInt8>, _ reference: Range<Int>, asked: [UInt8] = [], into out: inout [UInt8]
    ) -> Bool {
        // Browsers leave out tabs, and what is left may lead elsewhere.
        for index in reference where bytes[index] < 0x21 || bytes[index] == 0x7F { return false }
        let start = out.count
        guard var path = path(of: reference, bytes, asked) else { return writeRooted(bytes, reference, into: &out) }
        if let prefixes, let rest = Self.rest(bytes, path, behind: prefixes.upstream) {
            path = rest
            out += gateway
            out += prefixes.client
        } else {
            guard Self.begins(bytes, path, with: basePath) else { return false }
            path = path.lowerBound + basePath.count..<path.upperBound
            // Beside what the gateway leads to: `/base-2` is not below `/base`.
            guard Self.isBoundary(bytes, path) else { return false }
            out += gateway
            if path.isEmpty || bytes[path.lowerBound] != UInt8(ascii: "/") { out.append(UInt8(ascii: "/")) }
        }
        for index in path { out.append(bytes[index]) }
        // Two slashes at the beginning would name a host (RFC 3986 §4.2), and browsers take a backslash for one.
        if gateway.isEmpty, out.count > start + 1, [UInt8(ascii: "/"), UInt8(ascii: "\\")].contains(out[start + 1]) {
            out.removeSubrange(start...)
            return false
        }
        return true
    }

    /// A path without an origin is one at the gateway already, unless the route or the upstream's URL moves paths.
    private func writeRooted(_ bytes: Span<UInt8>, _ reference: Range<Int>, into out: inout [UInt8]) -> Bool {
        if let prefixes, prefixes.client != prefixes.upstream,
            Self.begins(bytes, reference, with: prefixes.upstream)
        {
            let rest = reference.lowerBound + prefixes.upstream.count..<reference.upperBound
            guard !Self.beginsHost(bytes, rest) else { return false }
            out += prefixes.client
            for index in rest { out.append(bytes[index]) }
            return true
        }
        guard !basePath.isEmpty, Self.begins(bytes, reference, with: basePath) else { return false }
        let rest = reference.lowerBound + basePath.count..<reference.upperBound
        guard Self.isBoundary(bytes, rest), !Self.beginsHost(bytes, rest.dropFirst()) else { return false }
        if rest.isEmpty || bytes[rest.lowerBound] != UInt8(ascii: "/") { out.append(UInt8(ascii: "/")) }
        for index in rest { out.append(bytes[index]) }
        return true
    }

    /// Behind a slash: a second one makes a host of what follows (RFC 3986 §4.2), and browsers take a backslash for one.
    private static func beginsHost(_ bytes: Span<UInt8>, _ rest: Range<Int>) -> Bool {
        rest.first.map { [UInt8(ascii: "/"), UInt8(ascii: "\\")].contains(bytes[$0]) } ?? false
    }

    /// Appends a value of `Link` (RFC 8288 §3) with what its targets become. What is quoted is text.
    ///
    /// - Returns: whether any of them is another one now.
    func writeTargets(
        _ bytes: Span<UInt8>, _ value: Range<Int>, asked: [UInt8] = [], into out: inout [UInt8]
    ) -> Bool {
        var isChanged = false
        var isQuoted = false
        var index = value.lowerBound
        while index < value.upperBound {
            let byte = bytes[index]
            out.append(byte)
            index += 1
            switch byte {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "\\") where isQuoted && index < value.upperBound:
                out.append(bytes[index])
                index += 1
            case UInt8(ascii: "<") where !isQuoted:
                var end = index
                while end < value.upperBound, bytes[end] != UInt8(ascii: ">") { end += 1 }
                if end < value.upperBound, write(bytes, index..<end, asked: asked, into: &out) {
                    isChanged = true
                    index = end
                }
            default: break
            }
        }
        return isChanged
    }

    /// What follows the origin; `nil` when that is another one.
    private func path(of reference: Range<Int>, _ bytes: Span<UInt8>, _ asked: [UInt8]) -> Range<Int>? {
        let askedOrigins = asked.isEmpty ? [] : Self.schemes.map { $0 + asked }
        for origin in origins + askedOrigins where Self.begins(bytes, reference, with: origin, foldsCase: true) {
            let path = reference.lowerBound + origin.count..<reference.upperBound
            // Otherwise there is more of a host, or a port.
            if Self.isBoundary(bytes, path) { return path }
        }
        return nil
    }

    /// What follows the prefix, which ends with a slash. No path at all means the root (RFC 3986 §6.2.3).
    private static func rest(_ bytes: Span<UInt8>, _ path: Range<Int>, behind prefix: [UInt8]) -> Range<Int>? {
        if begins(bytes, path, with: prefix) { return path.lowerBound + prefix.count..<path.upperBound }
        let isRoot = path.isEmpty || bytes[path.lowerBound] != UInt8(ascii: "/")
        return isRoot && prefix.count == 1 ? path : nil
    }

    /// Whether an authority or a path ends where the range begins.
    private static func isBoundary(_ bytes: Span<UInt8>, _ rest: Range<Int>) -> Bool {
        guard let first = rest.first else { return true }
        return [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")].contains(bytes[first])
    }

    private static func begins(
        _ bytes: Span<UInt8>, _ range: Range<Int>, with prefix: [UInt8], foldsCase: Bool = false
    ) -> Bool {
        guard range.count >= prefix.count else { return false }
        for (offset, expected) in prefix.enumerated() {
            let byte = bytes[range.lowerBound + offset]
            let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            guard (foldsCase && isUpper ? byte | 0x20 : byte) == expected else { return false }
        }
        return true
    }
}
