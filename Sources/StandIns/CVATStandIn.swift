package import Domain
import Synchronization

/// The users API of a CVAT 2.x in one value: takes requests for `/api/users` and `/api/auth/login` and answers as the
/// real one does, down to media type, errors and absolute links. What it answers is in `CVATRoutes`.
///
/// Safe to call from any thread.
package final class CVATStandIn: Sendable {
    /// Requests that are remembered, the last ones.
    static let longestLog = 256

    private let state: Mutex<State>

    private struct State {
        var directory: CVATDirectory
        var credentials = CVATCredentials()
        var requests: [StandInRequest] = []
    }

    /// - Parameter tokens: by user name, beside those that logins make.
    package init(_ directory: CVATDirectory, tokens: [String: Secret] = [:]) {
        var state = State(directory: directory)
        for (username, token) in tokens {
            guard let account = directory.account(named: username) else { continue }
            state.credentials.add(token: token.reveal(), of: account.id)
        }
        self.state = Mutex(state)
    }

    package func respond(to request: StandInRequest) -> StandInResponse {
        state.withLock { state in
            state.requests.append(request)
            if state.requests.count > Self.longestLog { state.requests.removeFirst() }
            var routes = CVATRoutes(request, directory: state.directory, credentials: state.credentials)
            let payload = routes.payload()
            state.directory = routes.directory
            state.credentials = routes.credentials
            return Self.response(payload, &state.credentials)
        }
    }

    private static func response(_ payload: CVATPayload, _ credentials: inout CVATCredentials) -> StandInResponse {
        var fields: [(name: String, value: String)] = [("Server", "nginx")]
        if let contentType = payload.contentType { fields.append(("Content-Type", contentType)) }
        fields += payload.fields
        if !payload.fields.contains(where: { $0.name == "Set-Cookie" }) {
            fields.append(("Set-Cookie", "csrftoken=\(credentials.freshProof()); Path=/; SameSite=Lax"))
        }
        fields.append(("Vary", "Accept, Cookie, Origin"))
        fields.append(("X-Frame-Options", "deny"))
        return StandInResponse(status: payload.status, fields: fields, body: payload.body)
    }
}

/// What a test does behind the server's back.
extension CVATStandIn {
    /// The last requests, the oldest first.
    package var requests: [StandInRequest] { state.withLock(\.requests) }

    package var directory: CVATDirectory { state.withLock(\.directory) }

    /// A token as a login gives it; `nil` when there is no such account.
    package func token(of username: String) -> Secret? {
        state.withLock { state in
            state.directory.account(named: username).map { Secret(state.credentials.token(of: $0.id)) }
        }
    }

    /// A personal access token, which is sent with the scheme `Bearer`; `nil` when there is no such account.
    package func accessToken(of username: String, isReadOnly: Bool = false) -> Secret? {
        state.withLock { state in
            state.directory.account(named: username).map { account in
                Secret(state.credentials.accessToken(of: account.id, isReadOnly: isReadOnly))
            }
        }
    }

    /// A token, access token or session that is good no more.
    package func invalidate(_ credential: Secret) {
        state.withLock { $0.credentials.invalidate(credential.reveal()) }
    }
}
