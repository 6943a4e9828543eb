import Foundation

/// Where a listener binds: an IP address and a port, such as `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080`.
///
/// The address has to be said: `:8080` would leave open which interfaces are meant, and a gateway that is reachable
/// from everywhere should be so because somebody wrote `0.0.0.0` or `[::]`.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// A literal IPv4 or IPv6 address, without brackets.
    package let host: String
    /// 0 lets the system choose a free port.
    package let port: Int

    /// `nil` for a name other than `localhost` (which is 127.0.0.1), a missing port or address.
    package init?(parsing text: String) {
        guard let authority = Authority(parsing: text), let port = authority.port else { return nil }
        let host =
            switch authority.host {
            case "localhost": "127.0.0.1"
            case let bracketed where bracketed.hasPrefix("["): String(bracketed.dropFirst().dropLast())
            case let plain: plain
            }
        var storage = in6_addr()
        let family = authority.host.hasPrefix("[") ? AF_INET6 : AF_INET
        guard inet_pton(family, host, &storage) == 1 else { return nil }
        self.host = host
        self.port = port
    }

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
