import Domain
import FoundationEssentials
import Policy
import Proxy
import Translation

/// How a user proves himself to Harbor.
///
/// Harbor takes a wrong password in `Authorization` for no password at all, and answers lists with what is public. So
/// a password is only known to be good once `GET /users/current` has been answered, which nobody gets who is not logged
/// in. A session proves itself when it is opened, and spares Harbor from hashing the password with each request: 600,000
/// rounds of PBKDF2, some 140 ms, since 2.15.
struct HarborLogin: Sendable {
    let caller: any UpstreamCaller
    /// The upstream's name.
    let upstream: UpstreamSpec

    /// Header lines that a request goes in the user's name with, each with its end.
    struct Lines: Sendable, Equatable {
        /// For GET, HEAD and OPTIONS.
        let safe: [UInt8]
        let change: [UInt8]
    }

    // MARK: Sessions

    private static let tokenField = "X-Harbor-CSRF-Token"
    private static let tokenCookie = "_gorilla_csrf"
    private static let sessionCookie = "sid"

    /// Opens a session; `nil` when Harbor does not take the password.
    func session(user: String, password: Secret) async throws(GatewayError) -> Lines? {
        // Without a token it is refused, and the refusal brings one. No password goes along: nothing is judged yet.
        let refusal = try await post([], lines: [])
        guard let first = Token(refusal) else {
            throw Self.unusable(refusal, "a login without a token brought none")
        }
        let pairs = [(name: "principal", value: user), (name: "password", value: password.reveal())]
        let reply = try await post(Array(PercentEncoding.form(pairs).utf8), lines: first.lines())
        switch reply.status {
        case 200: break
        case 401, 403: return nil
        default: throw Self.unusable(reply, "login")
        }
        // Earlier answers bring a `sid` as well, which stands for nobody.
        guard let session = reply.cookie(Self.sessionCookie) else {
            throw GatewayError(.upstreamMalformed, detail: "harbor: a login brought no session")
        }
        let token = Token(reply) ?? first
        return Lines(
            safe: Array("Cookie: \(Self.sessionCookie)=\(session)\r\n".utf8),
            change: token.lines(before: "\(Self.sessionCookie)=\(session); "))
    }

    /// Shows that a request was not slipped in by a page of somebody else's; the two halves belong together.
    private struct Token {
        let cookie: String
        let value: String

        init?(_ reply: UpstreamReply) {
            guard let cookie = reply.cookie(HarborLogin.tokenCookie), let value = reply.field(HarborLogin.tokenField),
                HeaderText.isVisible(value, atMost: 4_096)
            else { return nil }
            self.cookie = cookie
            self.value = value
        }

        /// - Parameter cookies: others, each with what parts it from the next.
        func lines(before cookies: String = "") -> [UInt8] {
            let cookies = "\(cookies)\(HarborLogin.tokenCookie)=\(cookie)"
            return Array("Cookie: \(cookies)\r\n\(HarborLogin.tokenField): \(value)\r\n".utf8)
        }
    }

    private func post(_ body: [UInt8], lines: [UInt8]) async throws(GatewayError) -> UpstreamReply {
        try await caller.call(
            UpstreamCall(
                method: "POST", target: "/c/login", fields: [("Content-Type", "application/x-www-form-urlencoded")],
                body: body),
            to: upstream.site, lines: lines)
    }

    // MARK: Passwords

    /// RFC 7617 §2.
    static func basic(user: String, password: Secret) -> [UInt8] {
        let pair = Data("\(user):\(password.reveal())".utf8).base64EncodedString()
        return Array("Authorization: Basic \(pair)\r\n".utf8)
    }

    /// The password itself, known to be good; `nil` when it is not.
    func basic(user: String, password: Secret) async throws(GatewayError) -> Lines? {
        let lines = Self.basic(user: user, password: password)
        let reply = try await currentUser(lines)
        switch reply.status {
        // 412: a robot, whose password is good and who is no user.
        case 200, 412: return Lines(safe: lines, change: lines)
        case 401: return nil
        default: throw Self.unusable(reply, "users/current")
        }
    }

    /// The number of the user whose password this is; `nil` when it is not his.
    func number(user: String, password: Secret) async throws(GatewayError) -> Int64? {
        let reply = try await currentUser(Self.basic(user: user, password: password))
        switch reply.status {
        case 200:
            guard let user = try? JSONDecoder().decode(CurrentUser.self, from: Data(reply.body)), user.user_id > 0
            else { throw GatewayError(.upstreamMalformed, detail: "harbor: users/current names no user") }
            return user.user_id
        case 401, 412: return nil
        default: throw Self.unusable(reply, "users/current")
        }
    }

    private struct CurrentUser: Decodable {
        let user_id: Int64
    }

    private func currentUser(_ lines: [UInt8]) async throws(GatewayError) -> UpstreamReply {
        try await caller.call(
            UpstreamCall(method: "GET", target: "/api/v2.0/users/current", provesCredential: true),
            to: upstream.site,
            lines: lines)
    }

    /// An answer that says nothing about what was asked.
    static func unusable(_ reply: UpstreamReply, _ what: String) -> GatewayError {
        let detail = "harbor: \(what): status \(reply.status)"
        return reply.status == 429
            ? GatewayError(.upstreamLimited, detail: detail, retryAfter: reply.field("Retry-After"))
            : GatewayError(.upstreamMalformed, detail: detail)
    }
}
