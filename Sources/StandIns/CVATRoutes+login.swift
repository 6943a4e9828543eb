import Domain
import Foundation

extension CVATRoutes {
    /// Gives the token of the account, and a session in cookies.
    mutating func login() throws(CVATFault) -> CVATPayload {
        let type = try contentType()
        try allow(["POST"])
        let members = JSONValue.members(of: request.body) ?? [:]
        guard case .string(let password)? = members["password"], !password.isEmpty else {
            throw CVATFault.invalid(fields: ["password": "This field is required."])
        }
        guard case .string(let login)? = members["username"] ?? members["email"], !login.isEmpty else {
            throw CVATFault.invalid(fields: ["non_field_errors": "Must include \"username\" and \"password\"."])
        }
        guard let account = directory.account(login: login), account.isActive, account.password.reveal() == password
        else {
            throw CVATFault.invalid(fields: ["non_field_errors": "Unable to log in with provided credentials."])
        }
        noteLogin(of: account, at: Date.now.formatted(.iso8601))
        let session = credentials.session(of: account.id)
        var payload = CVATPayload(json: ["key": .text(credentials.token(of: account.id))], contentType: type)
        payload.fields = [
            ("Set-Cookie", "csrftoken=\(session.proof); Path=/; SameSite=Lax"),
            ("Set-Cookie", "sessionid=\(session.id); HttpOnly; Path=/; SameSite=Lax"),
        ]
        return payload
    }

    /// Ends the token and the sessions of the caller; personal access tokens stay.
    mutating func logout() throws(CVATFault) -> CVATPayload {
        let type = try contentType()
        try allow(["POST"])
        let caller = try caller()
        credentials.endLogins(of: caller.id)
        return CVATPayload(json: ["detail": "Successfully logged out."], contentType: type)
    }
}
