import Domain

/// The host that a route is for: one name (or address), or `*.example.org` for every name below another.
package struct HostPattern: Hashable, Sendable {
    /// In lower case, without a port; for a suffix the name behind `*.`.
    package let name: String
    package let isSuffix: Bool

    package init(parsing text: String) throws(PatternFault) {
        isSuffix = text.hasPrefix("*.")
        let name = isSuffix ? text.dropFirst(2) : text[...]
        let offset = isSuffix ? 2 : 0
        guard !name.contains("*") else {
            throw PatternFault(at: offset, "\"*.\" stands in front and for whole labels only: \"*.example.org\"")
        }
        let isBracketed = name.hasPrefix("[") && name.hasSuffix("]") && !isSuffix
        guard isBracketed || !name.contains(":") else {
            throw PatternFault(at: offset, "a host is written without a port: it matches every port")
        }
        let inside = isBracketed ? name.dropFirst().dropLast() : name
        let isPlain = inside.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || (isBracketed && byte == UInt8(ascii: ":"))
                || (!isBracketed && byte == UInt8(ascii: "_"))
        }
        let hasLabels =
            isBracketed || name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
        guard !inside.isEmpty, isPlain, hasLabels, name.utf8.count <= 253 else {
            throw PatternFault(at: offset, "a host is a name in lower case such as app.example.org or *.example.org")
        }
        self.name = isBracketed ? Self.canonical(address: inside) : String(name)
    }

    /// The host of a `Host` field: in lower case, without its port, an address in one spelling. The root of the names may
    /// be written out (RFC 1034 §3.1): `app.example.org.` is the same host.
    package static func name(inField text: String) -> String {
        let text = text.lowercased()
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            return canonical(address: text[text.index(after: text.startIndex)..<end])
        }
        let name = text.prefix { $0 != ":" }
        return String(name.hasSuffix(".") ? name.dropLast() : name)
    }

    private static func canonical(address: Substring) -> String {
        "[\(IPAddress(parsing: String(address))?.description ?? String(address))]"
    }

    private init(name: String, isSuffix: Bool) {
        self.name = name
        self.isSuffix = isSuffix
    }

    /// Whether it stands for this host, a name in lower case without a port.
    package func matches(_ host: String) -> Bool {
        isSuffix ? host.hasSuffix("." + name) : host == name
    }

    /// Whether every host that `other` stands for is one of these.
    func covers(_ other: HostPattern) -> Bool {
        guard isSuffix else { return self == other }
        return other.name.hasSuffix("." + name) || (other.isSuffix && other.name == name)
    }

    /// How narrow it is beside others that cover the same host; 0 stands for any host.
    var rank: Int { isSuffix ? name.utf8.count : Int.max }

    /// From the narrowest to the widest that a host may be matched by.
    ///
    /// - Parameter labels: the most that a suffix has: longer ones are none.
    static func candidates(for host: String, labels: Int) -> [HostPattern] {
        var found = [HostPattern(name: host, isSuffix: false)]
        var rest = host[...]
        var surplus = host.utf8.reduce(1) { $1 == UInt8(ascii: ".") ? $0 + 1 : $0 } - labels
        while let dot = rest.firstIndex(of: ".") {
            rest = rest[rest.index(after: dot)...]
            surplus -= 1
            if surplus <= 0 { found.append(HostPattern(name: String(rest), isSuffix: true)) }
        }
        return found
    }

    var labels: Int { name.utf8.reduce(1) { $1 == UInt8(ascii: ".") ? $0 + 1 : $0 } }
}
