package import Domain

/// A service behind the gateway, as the policy describes it.
package struct UpstreamSpec: Sendable, Equatable {
    package enum Credentials: Sendable, Equatable {
        case none
        /// RFC 7617.
        case basic(user: String, password: Secret)
        /// `Authorization: <scheme> <token>` (RFC 9110 §11.4).
        case token(scheme: String, token: Secret)
    }

    package struct Address: Hashable, Sendable {
        /// A name or address; an IPv6 address without its brackets.
        package let host: String
        package let port: Int
        package let usesTLS: Bool
        /// The path of the URL, put before every target; empty or beginning with `/`, never ending in it.
        package let basePath: String

        package init(host: String, port: Int, usesTLS: Bool, basePath: String) {
            self.host = host
            self.port = port
            self.usesTLS = usesTLS
            self.basePath = basePath
        }

        /// Whether nothing but this machine sees what is sent there.
        package var isLoopback: Bool {
            host == "localhost" || host == "::1"
                || IPAddress(parsing: host).map { $0.isIPv4 && $0.low >> 24 & 0xFF == 127 } == true
        }

        /// The value of `Host` (RFC 9112 §3.2): the port only when it is not the scheme's own.
        package var authority: String {
            let name = host.contains(":") ? "[\(host)]" : host
            return port == (usesTLS ? 443 : 80) ? name : "\(name):\(port)"
        }
    }

    package let name: String
    /// `nil` when the URL came out empty: the upstream is off, and its routes answer 503.
    package let address: Address?
    /// The upstream's own account. Never the account of a caller's namespace.
    package let credentials: Credentials

    /// Whether the policy gives it an account, resolved or not: what it may be used for does not depend on the environment.
    package let declaresCredentials: Bool

    package init(name: String, address: Address?, credentials: Credentials, declaresCredentials: Bool? = nil) {
        self.declaresCredentials = declaresCredentials ?? (credentials != .none)
        self.name = name
        self.address = address
        self.credentials = credentials
    }

    package var isOff: Bool { address == nil }

    package var hasCredentials: Bool {
        switch credentials {
        case .none: false
        case .basic, .token: true
        }
    }
}
