/// The URL of an upstream: `http` or `https`, a host, maybe a port and a base path; nothing else.
enum UpstreamURL {
    struct Fault: Error {
        let problem: String
    }

    static func parse(_ text: String) throws(Fault) -> UpstreamSpec.Address {
        let usesTLS = text.hasPrefix("https://")
        guard usesTLS || text.hasPrefix("http://") else {
            throw Fault(problem: "the URL begins with http:// or https://")
        }
        let rest = text.dropFirst(usesTLS ? 8 : 7)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        guard !rest.contains("@") else {
            throw Fault(problem: "no user or password in the URL: write them under \"credentials\"")
        }
        guard !rest.contains("?"), !rest.contains("#") else { throw Fault(problem: "no query or fragment in the URL") }
        let (host, port) = try hostAndPort(rest[..<slash])
        var base = rest[slash...]
        while base.hasSuffix("/") {
            base = base.dropLast()
        }
        guard base.split(separator: "/").allSatisfy({ $0 != "." && $0 != ".." }), !base.contains("//"),
            base.unicodeScalars.allSatisfy(isPathScalar)
        else { throw Fault(problem: "the path of the URL is not in its plain form") }
        return UpstreamSpec.Address(
            host: host, port: port ?? (usesTLS ? 443 : 80), usesTLS: usesTLS, basePath: String(base))
    }

    private static func hostAndPort(_ authority: Substring) throws(Fault) -> (String, Int?) {
        var host = authority
        var port: Substring?
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = authority[authority.index(after: authority.startIndex)..<end]
            let behind = authority[authority.index(after: end)...]
            guard behind.isEmpty || behind.hasPrefix(":") else { throw Fault(problem: "the URL has no valid host") }
            port = behind.isEmpty ? nil : behind.dropFirst()
            guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else {
                throw Fault(problem: "the URL has no valid host")
            }
        } else {
            if let colon = authority.lastIndex(of: ":") {
                host = authority[..<colon]
                port = authority[authority.index(after: colon)...]
            }
            let isName = host.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }
            guard !host.isEmpty, isName else { throw Fault(problem: "the URL has no valid host") }
        }
        guard let port else { return (String(host), nil) }
        guard port.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(port), (1...65_535).contains(number)
        else { throw Fault(problem: "the port of the URL is a number from 1 to 65535") }
        return (String(host), number)
    }

    /// Letters, digits and `/ - . _ ~`: a base path that needs more has not been seen.
    private static func isPathScalar(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || "/-._~".unicodeScalars.contains(scalar))
    }
}
