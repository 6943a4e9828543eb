import Domain
import FoundationEssentials
import Policy
import Proxy
import Translation

/// Logs in at Huawei's IAM with a user's password
/// (https://support.huaweicloud.com/intl/en-us/api-iam/iam_30_0001.html).
struct IAMLogin: Sendable {
    let caller: any UpstreamCaller

    /// The answer to a login; `nil` when the IAM does not know the user, his password, his account or the project.
    private func logIn(
        _ request: Request, at service: UpstreamSpec.Site
    ) async throws(GatewayError) -> UpstreamReply? {
        let call = try UpstreamCall(method: "POST", target: "/v3/auth/tokens?nocatalog=true", json: request)
        let reply = try await caller.call(call, to: service, lines: [])
        switch reply.status {
        case 200, 201: return reply
        case 400, 401, 403, 404: return nil
        case 429:
            throw GatewayError(
                .upstreamLimited, detail: "iam: status 429", retryAfter: reply.field("Retry-After"))
        default: throw GatewayError(.upstreamMalformed, detail: "iam: status \(reply.status)")
        }
    }

    // MARK: Tokens

    struct Token: Sendable, Equatable {
        /// Header lines, each with its end. SWR wants a media type with every request.
        let lines: [UInt8]
        /// Unix seconds: when to ask for another one, well before the IAM forgets this one.
        let goodUntil: Int64
    }

    /// They are some kilobytes.
    private static let longestToken = 16_384
    /// Clocks differ, and a request may take minutes.
    private static let margin: Int64 = 600
    /// What the IAM gives at most.
    private static let longestLife: Int64 = 86_400

    /// `nil` when the IAM does not know the user, his password, his account or the project.
    func token(of account: UpstreamSpec.IAMAccount, now: Int64) async throws(GatewayError) -> Token? {
        let request = Request(
            user: account.user, password: account.password, domain: account.domain,
            scope: .init(project: Name(name: account.project)))
        guard let reply = try await logIn(request, at: account.upstream) else { return nil }
        guard let text = reply.field("X-Subject-Token"), HeaderText.isVisible(text, atMost: Self.longestToken) else {
            throw GatewayError(.upstreamMalformed, detail: "iam: X-Subject-Token is missing or cannot be sent")
        }
        guard let grant = try? JSONDecoder().decode(Grant.self, from: Data(reply.body)),
            let end = Self.seconds(grant.token.expires_at), end > now
        else { throw GatewayError(.upstreamMalformed, detail: "iam: no end of the token, or one that is past") }
        let life = min(end - now, Self.longestLife)
        return Token(
            lines: Array("X-Auth-Token: \(text)\r\nContent-Type: application/json\r\n".utf8),
            goodUntil: now + max(life - Self.margin, life / 2))
    }

    private struct Grant: Decodable {
        let token: Token

        struct Token: Decodable {
            let expires_at: String
        }
    }

    /// `2026-01-04T09:05:22.701000Z`; `nil` for anything else.
    private static func seconds(_ text: String) -> Int64? {
        guard (20...40).contains(text.utf8.count), text.hasSuffix("Z"),
            let moment = try? Date.ISO8601FormatStyle().parse("\(text.prefix(19))Z")
        else { return nil }
        return Int64(moment.timeIntervalSince1970)
    }

    // MARK: Users

    /// Who a user is, known by his password; `nil` when the IAM does not take the two. One attempt, whatever comes of
    /// it.
    ///
    /// The token that comes with it is for no region, so that SWR would not take it, and is not looked at.
    func user(
        named name: String, password: Secret, in binding: UpstreamSpec.UserBinding
    ) async throws(GatewayError) -> IAMUser? {
        let request = Request(
            user: name, password: password, domain: binding.domain,
            scope: .init(domain: Name(name: binding.domain)))
        guard let reply = try await logIn(request, at: binding.identityService) else { return nil }
        guard let proof = try? JSONDecoder().decode(Proof.self, from: Data(reply.body)),
            let user = IAMUser(id: proof.token.user.id, name: proof.token.user.name),
            // The IAM may have another spelling of it, but not another user.
            user.name.lowercased() == name.lowercased()
        else { throw GatewayError(.upstreamMalformed, detail: "iam: a login names no user, or another one") }
        return user
    }

    private struct Proof: Decodable {
        let token: Token

        struct Token: Decodable {
            let user: User
        }

        struct User: Decodable {
            let id: String
            let name: String
        }
    }

    // MARK: What is asked

    private struct Name: Encodable {
        let name: String
    }

    private struct Request: Encodable {
        let auth: Auth

        struct Auth: Encodable {
            let identity: Identity
            let scope: Scope
        }

        struct Identity: Encodable {
            let methods = ["password"]
            let password: Password
        }

        struct Password: Encodable {
            let user: User
        }

        struct User: Encodable {
            let name: String
            let password: String
            let domain: Name
        }

        /// One of the two.
        struct Scope: Encodable {
            var project: Name?
            var domain: Name?
        }

        init(user: String, password: Secret, domain: String, scope: Scope) {
            let user = User(name: user, password: password.reveal(), domain: Name(name: domain))
            auth = Auth(identity: Identity(password: Password(user: user)), scope: scope)
        }
    }
}
