import Foundation

/// A host with an optional port, as the authority of a URL (RFC 3986 §3.2, without user information): a DNS name, an
/// IPv4 address, or an IPv6 address in brackets.
package struct Authority: Hashable, Sendable, CustomStringConvertible {
    /// As written, an IPv6 address with its brackets.
    package let host: String
    /// 1 to 65535, or 0 where `ListenAddress` allows it.
    package let port: Int?

    package init?(parsing text: some StringProtocol) {
        let afterHost: String.SubSequence
        let rest = String(text)[...]
        if rest.hasPrefix("[") {
            guard let bracket = rest.firstIndex(of: "]") else { return nil }
            afterHost = rest[rest.index(after: bracket)...]
        } else {
            afterHost = rest[(rest.firstIndex(of: ":") ?? rest.endIndex)...]
        }
        host = String(rest[..<afterHost.startIndex])
        guard Self.isName(host) || Self.isBracketed(host) else { return nil }
        if afterHost.isEmpty {
            port = nil
        } else {
            let digits = afterHost.dropFirst()
            guard afterHost.first == ":", (1...5).contains(digits.count),
                digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits), number <= 65_535
            else { return nil }
            port = number
        }
    }

    package var description: String {
        port.map { "\(host):\($0)" } ?? host
    }

    private static func isName(_ host: String) -> Bool {
        let labels = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return host.utf8.count <= 253 && labels.allSatisfy(isLabel)
    }

    /// RFC 1123 §2.1, without the rule on where hyphens may stand: the resolver has the last word.
    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        (1...63).contains(label.count)
            && label.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private static func isBracketed(_ host: String) -> Bool {
        var address = in6_addr()
        return host.hasPrefix("[") && inet_pton(AF_INET6, String(host.dropFirst().dropLast()), &address) == 1
    }
}
