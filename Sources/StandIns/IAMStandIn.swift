import Cryptography
package import Domain
import Foundation
import Synchronization

/// A Huawei IAM in one value: gives out tokens for passwords, and knows whose tokens and signatures the requests of the
/// other services carry. What it answers is in `IAMStandIn+answers`.
///
/// Safe to call from any thread.
package final class IAMStandIn: Sendable {
    let state: Mutex<State>
    private let now: @Sendable () -> SWRMoment

    /// How long a token is good, in seconds.
    static let lifetime: Int64 = 24 * 3_600
    /// Tokens that are kept at once; the oldest goes when there are more.
    static let tokenLimit = 1_000
    /// Requests that are remembered.
    static let logLimit = 10_000

    struct State {
        var directory: IAMDirectory
        var tokens: [String: IAMToken] = [:]
        /// Of `tokens`, the oldest first.
        var order: [String] = []
        var logins = 0
        var requests: [String] = []
        var numbers = HarborNumbers(seed: 1)
    }

    /// - Parameter now: the clock of tokens and signatures.
    package init(_ directory: IAMDirectory, now: @escaping @Sendable () -> SWRMoment = { .now }) {
        state = Mutex(State(directory: directory))
        self.now = now
    }

    /// The users as they are now.
    package var directory: IAMDirectory { state.withLock { $0.directory } }

    /// Changes who is there, behind the back of its clients.
    package func change(_ change: @Sendable (inout IAMDirectory) -> Void) {
        state.withLock { change(&$0.directory) }
    }

    /// How many tokens were asked for with a right password.
    package var logins: Int { state.withLock { $0.logins } }

    /// `GET /v3/users?name=robin`, in the order they came.
    package var requests: [String] { state.withLock { $0.requests } }

    /// Withdraws every token before its time, as the change of a password or of permissions does.
    package func invalidateTokens() {
        state.withLock { state in
            for text in state.order { state.tokens[text]?.isWithdrawn = true }
        }
    }

    /// The tokens given out so far end `seconds` from now.
    package func expireTokens(in seconds: Int64 = 0) {
        let end = now().advanced(seconds: seconds)
        state.withLock { state in
            for text in state.order { state.tokens[text]?.expires = end }
        }
    }

    /// Withdraws the user's tokens as well, which takes the real one up to half a minute.
    package func changePassword(of name: String, to password: Secret) {
        state.withLock { state in
            for position in state.directory.users.indices where state.directory.users[position].name == name {
                state.directory.users[position].password = password
                let id = state.directory.users[position].id
                for (text, token) in state.tokens where token.userID == id {
                    state.tokens[text]?.isWithdrawn = true
                }
            }
        }
    }

    package func respond(to request: StandInRequest) -> StandInResponse {
        let now = now()
        state.withLock { state in
            state.requests.append("\(request.method) \(request.target)")
            if state.requests.count > Self.logLimit { state.requests.removeFirst() }
        }
        var answer: Answer
        do throws(IAMFault) {
            answer = try self.answer(to: request, now: now)
        } catch {
            answer = Answer(status: error.status, document: error.document)
        }
        let id = state.withLock { $0.numbers.hex(digits: 32) }
        answer.fields.append(("X-Request-Id", id))
        return StandInResponse(
            status: answer.status,
            fields: [("Server", "api-gateway"), ("Content-Type", "application/json")]
                + answer.fields, body: answer.document.bytes)
    }

    /// Who sent a request to one of the services: by its signature or, without one, by its token.
    func identify(_ request: StandInRequest) throws(IAMRefusal) -> IAMIdentity {
        let now = now()
        if let field = request.field("Authorization"), field.hasPrefix(IAMSignature.algorithm) {
            guard let signature = IAMSignature(field) else { throw .signatureWrong }
            guard let owner = directory.owner(ofKey: signature.accessKey) else { throw .keyUnknown }
            try signature.verify(request, secret: owner.secret, now: now)
            return IAMIdentity(user: owner.user, project: nil, isSigned: true)
        }
        guard let text = request.field("X-Auth-Token"), !text.isEmpty else { throw .credentialMissing }
        let (token, user) = state.withLock { state in
            let token = state.tokens[text]
            return (token, token.flatMap { state.directory.user(id: $0.userID) })
        }
        guard let token else { throw .tokenUnknown }
        guard let user, token.isGood(at: now) else { throw .tokenEnded }
        return IAMIdentity(user: user, project: token.project, isSigned: false)
    }

    /// - Returns: the text of a new token: some 4,000 characters, as the real ones, which are signed documents.
    func keep(_ token: IAMToken) throws(IAMFault) -> String {
        guard let bytes = try? Randomness.bytes(3_000) else { throw .internalError }
        let text = "MII\(Data(bytes).base64EncodedString())"
        state.withLock { state in
            state.logins += 1
            state.tokens[text] = token
            state.order.append(text)
            if state.order.count > Self.tokenLimit { state.tokens[state.order.removeFirst()] = nil }
        }
        return text
    }
}
