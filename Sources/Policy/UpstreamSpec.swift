package import Domain

/// A service behind the gateway, as the policy describes it.
package struct UpstreamSpec: Sendable, Equatable {
    package enum Credentials: Sendable, Equatable {
        case none
        /// RFC 7617.
        case basic(user: String, password: Secret)
        /// `Authorization: <scheme> <token>` (RFC 9110 §11.4).
        case token(scheme: String, token: Secret)
        /// A session of Harbor's, opened with these at `/c/login` and kept by the gateway.
        case session(user: String, password: Secret)
        /// Each request signed with `SDK-HMAC-SHA256`.
        case signature(accessKey: String, secretKey: Secret)
        /// A token of Huawei's IAM in `X-Auth-Token`.
        case iam(IAMAccount)
    }

    /// A user of Huawei's IAM.
    package struct IAMAccount: Sendable, Equatable {
        /// The IAM: the password is for that one alone.
        package let upstream: Site
        package let user: String
        package let password: Secret
        /// The account that the user belongs to.
        package let domain: String
        /// What the token is for: the name of a region.
        package let project: String

        package init(upstream: Site, user: String, password: Secret, domain: String, project: String) {
            self.upstream = upstream
            self.user = user
            self.password = password
            self.domain = domain
            self.project = project
        }
    }

    /// Where users are that may become the accounts of namespaces on SWR, which keeps none itself: each is bound by who
    /// knows its password.
    package struct UserBinding: Sendable, Equatable {
        /// The IAM, which users' passwords are tried at.
        package let identityService: Site
        /// The account that the users belong to.
        package let domain: String
        /// The user that the gateway logs in as itself; `nil` where it does not log in.
        package let ownUser: String?

        package init(identityService: Site, domain: String, ownUser: String?) {
            self.identityService = identityService
            self.domain = domain
            self.ownUser = ownUser
        }
    }

    /// What speaks there, as far as the gateway has to know.
    package enum Kind: String, CaseIterable, Sendable {
        /// Harbor: each business namespace has an account of its own there.
        case harbor
        /// Huawei SWR: one account for all, and what belongs to whom is known to the gateway alone.
        case swr
        /// CVAT: one account for all, in the organization of the caller's namespace.
        case cvat
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

    /// Which upstream, and where it is: enough to call it, and to call nothing else that has its name.
    package struct Site: Hashable, Sendable {
        /// The upstream's name.
        package let name: String
        /// `nil` for one that is switched off: nothing can be sent there.
        package let address: Address?

        package init(name: String, address: Address?) {
            self.name = name
            self.address = address
        }
    }

    package let name: String
    /// `nil` when the URL came out empty: the upstream is off, and its routes answer 503.
    package let address: Address?
    /// The upstream's own account. Never the account of a caller's namespace.
    package let credentials: Credentials
    /// `nil`: something that the gateway relays to, and knows no more about.
    package let kind: Kind?
    /// The name of the upstream that keeps this one's users, where it has users that it does not keep itself.
    package let identityService: String?
    /// `nil`: users of that service cannot become accounts.
    package let userBinding: UserBinding?
    /// Whether Harbor's sessions are used for the accounts of namespaces as well; otherwise their passwords go along with
    /// each request (RFC 7617).
    package var usesSessions: Bool { if case .session = credentials { true } else { false } }

    /// Whether the policy gives it an account, resolved or not: what it may be used for does not depend on the environment.
    package let declaresCredentials: Bool

    package init(
        name: String, address: Address?, credentials: Credentials, declaresCredentials: Bool? = nil, kind: Kind? = nil,
        identityService: String? = nil, userBinding: UserBinding? = nil
    ) {
        self.userBinding = userBinding
        self.identityService = identityService
        self.kind = kind
        self.declaresCredentials = declaresCredentials ?? (credentials != .none)
        self.name = name
        self.address = address
        self.credentials = credentials
    }

    package var isOff: Bool { address == nil }

    package var site: Site { Site(name: name, address: address) }

    package var hasCredentials: Bool {
        switch credentials {
        case .none: false
        case .basic, .token, .session, .signature, .iam: true
        }
    }
}

extension UpstreamSpec: Hashable {
    /// By name and place alone, so that no secret is hashed: what a policy says otherwise is told apart by `==`.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(address)
    }
}
