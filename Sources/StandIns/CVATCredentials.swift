import Domain
import Foundation

/// What CVAT knows callers by: tokens of logins, personal access tokens, sessions, passwords.
struct CVATCredentials: Sendable {
    /// Account ids.
    private var tokens: [String: Int] = [:]
    private var accessTokens: [String: AccessToken] = [:]
    private var sessions: [String: Session] = [:]
    private var numbers = HarborNumbers(seed: 0xC0A7)

    private struct AccessToken {
        let account: Int
        let isReadOnly: Bool
    }

    struct Session {
        let account: Int
        /// What `X-CSRFToken` of a request that changes something has to repeat.
        let proof: String
    }

    mutating func add(token: String, of account: Int) {
        tokens[token] = account
    }

    /// - Returns: the one that the account has, or a new one of 40 hexadecimal digits.
    mutating func token(of account: Int) -> String {
        if let known = tokens.first(where: { $0.value == account }) { return known.key }
        let token = String(numbers.hex(digits: 48).prefix(40))
        tokens[token] = account
        return token
    }

    mutating func accessToken(of account: Int, isReadOnly: Bool) -> String {
        let token = "\(numbers.hex(digits: 16)).\(numbers.hex(digits: 32))"
        accessTokens[token] = AccessToken(account: account, isReadOnly: isReadOnly)
        return token
    }

    /// - Returns: the values of the cookies `sessionid` and `csrftoken`.
    mutating func session(of account: Int) -> (id: String, proof: String) {
        let id = numbers.hex(digits: 32)
        let proof = numbers.hex(digits: 32)
        sessions[id] = Session(account: account, proof: proof)
        return (id, proof)
    }

    /// A value for the cookie `csrftoken` outside of sessions.
    mutating func freshProof() -> String { numbers.hex(digits: 32) }

    mutating func invalidate(_ credential: String) {
        tokens[credential] = nil
        accessTokens[credential] = nil
        sessions[credential] = nil
    }

    /// Of an account that is no more.
    mutating func invalidate(account: Int) {
        endLogins(of: account)
        accessTokens = accessTokens.filter { $0.value.account != account }
    }

    /// What logins gave; access tokens stay.
    mutating func endLogins(of account: Int) {
        tokens = tokens.filter { $0.value != account }
        sessions = sessions.filter { $0.value.account != account }
    }

    /// Who is asking, in the order of the server: token, access token, session, password.
    /// - Throws: 401, or 403 for a session that cannot show where a change comes from, and for a change with an access
    ///   token that only reads.
    func caller(of request: StandInRequest, in directory: CVATDirectory) throws(CVATFault) -> CVATAccount {
        let isChange = !["GET", "HEAD", "OPTIONS"].contains(request.method)
        let field = request.field("Authorization") ?? ""
        let words = field.split(separator: " ", omittingEmptySubsequences: true)
        switch words.first?.lowercased() {
        case "token":
            return try active(tokens[try Self.credential(words, "token")], directory, "Invalid token.")
        case "bearer":
            let token = accessTokens[try Self.credential(words, "bearer")]
            let account = try active(token?.account, directory, "Invalid token.")
            if isChange, token?.isReadOnly == true { throw CVATFault.forbidden }
            return account
        default: break
        }
        if let session = Self.cookie("sessionid", of: request).flatMap({ sessions[$0] }) {
            let account = try active(session.account, directory, "User inactive or deleted.")
            if isChange, Self.cookie("csrftoken", of: request) != session.proof {
                throw CVATFault.detail(403, "CSRF Failed: CSRF cookie not set.")
            }
            if isChange, request.field("X-CSRFToken") != session.proof {
                throw CVATFault.detail(403, "CSRF Failed: CSRF token missing or incorrect.")
            }
            return account
        }
        guard words.first?.lowercased() == "basic" else { throw CVATFault.unauthorized() }
        let pair = try Self.pair(try Self.credential(words, "basic"))
        let account = directory.account(login: pair.name)
        let isRight = account?.password.reveal() == pair.password
        return try active(isRight ? account?.id : nil, directory, "Invalid username/password.")
    }

    private func active(
        _ id: Int?, _ directory: CVATDirectory, _ message: String
    ) throws(CVATFault) -> CVATAccount {
        guard let id, let account = directory.account(id: id) else { throw CVATFault.unauthorized(message) }
        guard account.isActive else { throw CVATFault.unauthorized("User inactive or deleted.") }
        return account
    }

    private static func credential(_ words: [Substring], _ scheme: String) throws(CVATFault) -> String {
        guard words.count == 2 else {
            throw CVATFault.unauthorized(
                words.count < 2
                    ? "Invalid \(scheme) header. No credentials provided."
                    : "Invalid \(scheme) header. Token string should not contain spaces.")
        }
        return String(words[1])
    }

    private static func pair(_ encoded: String) throws(CVATFault) -> (name: String, password: String) {
        guard let data = Data(base64Encoded: encoded), let text = String(validating: data, as: UTF8.self),
            let colon = text.firstIndex(of: ":")
        else { throw CVATFault.unauthorized("Invalid basic header. Credentials not correctly base64 encoded.") }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }

    /// RFC 6265 §4.2.
    static func cookie(_ name: String, of request: StandInRequest) -> String? {
        for pair in (request.field("Cookie") ?? "").split(separator: ";") {
            let halves = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            if halves.count == 2, halves[0] == name { return String(halves[1]) }
        }
        return nil
    }
}
