import Foundation

/// One request of the `/v1` API, as a front end sends it.
struct Call: Sendable {
    let method: String
    let path: String
    /// The value of `Authorization`; `nil` sends none.
    let token: String?
    let body: String?
    /// `nil` sends none.
    var contentType: String? = "application/json"

    init(_ method: String, _ path: String, token: String? = nil, body: String? = nil) {
        self.method = method
        self.path = path
        self.token = token
        self.body = body
    }

    /// The members make up the body, one JSON object.
    init(_ method: String, _ path: String, token: String? = nil, json members: [String: Any]) throws {
        let data = try JSONSerialization.data(withJSONObject: members, options: [.sortedKeys])
        self.init(method, path, token: token, body: String(decoding: data, as: UTF8.self))
    }

    /// The bytes of the request.
    var text: String {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: a\r\n"
        if let token { head += "Authorization: \(token)\r\n" }
        if let body {
            if let contentType { head += "Content-Type: \(contentType)\r\n" }
            head += "Content-Length: \(body.utf8.count)\r\n"
        }
        return head + "\r\n" + (body ?? "")
    }
}

/// What tests send again and again.
extension Call {
    static func login(
        _ user: String = Testbed.administrator, _ password: String = Testbed.password
    ) throws -> Call {
        try Call("POST", "/v1/authorization", json: ["user": user, "password": password])
    }

    static func refresh(_ token: String) -> Call { Call("PUT", "/v1/authorization", token: token) }
    static func logout(_ token: String) -> Call { Call("DELETE", "/v1/authorization", token: token) }
    static func whoami(_ token: String) -> Call { Call("GET", "/v1/authorization", token: token) }

    static func register(_ name: String, phone: String, isAdmin: Bool = false) throws -> Call {
        try Call(
            "POST", "/v1/user",
            json: [
                "user": name, "password": Testbed.password, "phone": phone, "realName": "Some One", "isAdmin": isAdmin,
            ])
    }

    static func changePassword(_ token: String, from old: String, to new: String) throws -> Call {
        try Call("PUT", "/v1/user", token: token, json: ["oldPassword": old, "password": new])
    }

    static func setStatus(_ status: Int, of id: Int64, by token: String) throws -> Call {
        try Call("PUT", "/v1/admin/user/\(id)", token: token, json: ["status": status])
    }

    static func resetPassword(of id: Int64, to password: String, by token: String) throws -> Call {
        try Call("PUT", "/v1/admin/user/\(id)/password", token: token, json: ["password": password])
    }

    static func delete(_ id: Int64, by token: String) -> Call { Call("DELETE", "/v1/admin/user/\(id)", token: token) }
}

extension Wire {
    /// One request and its answer, on this connection.
    func answer(to call: Call) async throws -> PlainMessage {
        try await send(call.text)
        return try await answer()
    }
}

extension Testbed {
    /// On a connection of its own.
    func answer(to call: Call) async throws -> PlainMessage { try await ask(call.text) }

    /// The token of a new session.
    func login(
        _ user: String = Testbed.administrator, _ password: String = Testbed.password
    ) async throws -> String {
        try await answer(to: .login(user, password)).token()
    }

    /// How a token fares: the status of the answer to who it is.
    func status(of token: String) async throws -> Int { try await answer(to: .whoami(token)).status }

    /// Enough open connections that the kernel spreads them over all of a few event loops.
    func connections(_ count: Int = 16) async throws -> [Wire] {
        var wires: [Wire] = []
        for _ in 0..<count { wires.append(try await connect()) }
        return wires
    }
}

extension PlainMessage {
    /// The token in an answer that gives one.
    func token() throws -> String {
        guard status == 200, let token = try json()["token"] as? String else {
            throw Fault(description: "no token: \(status) \(text)")
        }
        return token
    }

    /// The reason code of an error; `nil` in any other answer.
    var reason: String? { (try? json())?["reason"] as? String }

    /// What an envelope says; empty when there is none.
    var message: String { (try? json())?["message"] as? String ?? "" }
}
