import Domain
import Testing

@testable import StandIns

/// Keeps the cookies and the token that come with answers, and sends them back.
struct HarborBrowser {
    let harbor: HarborStandIn
    var cookies: [String: String] = [:]
    var token: String?

    init(_ harbor: HarborStandIn) {
        self.harbor = harbor
    }

    mutating func ask(
        _ method: String, _ target: String, _ body: String = "", type: String = "application/json",
        fields: [(name: String, value: String)] = []
    ) -> StandInResponse {
        var fields = fields
        if !cookies.isEmpty {
            let pairs = cookies.map { "\($0.key)=\($0.value)" }
            fields.append(("Cookie", pairs.joined(separator: "; ")))
        }
        if let token { fields.append(("X-Harbor-CSRF-Token", token)) }
        if !body.isEmpty { fields.append(("Content-Type", type)) }
        let response = harbor.respond(
            to: StandInRequest(method: method, target: target, fields: fields, body: Array(body.utf8)))
        for field in response.fields where field.name == "Set-Cookie" {
            let pair = field.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { cookies[String(pair[0])] = String(pair[1]) }
        }
        token = response.field("X-Harbor-Csrf-Token") ?? token
        return response
    }

    /// Asks for a token, and then with it.
    mutating func logIn(_ name: String, _ password: String) -> StandInResponse {
        let form = "principal=\(name)&password=\(password)"
        _ = ask("POST", "/c/login", form, type: "application/x-www-form-urlencoded")
        return ask("POST", "/c/login", form, type: "application/x-www-form-urlencoded")
    }
}

extension Ask {
    /// Makes a user whose password is its name, with an upper-case letter first and `12345` behind.
    @discardableResult
    func add(_ name: String, role: Int? = nil, in project: Int = 4) -> Int {
        var id = 0
        harbor.change { registry in
            let login = HarborRegistry.Login(name: name, password: Secret(Self.password(of: name)))
            id = registry.addAccount(login, email: "\(name)@example.org")
            registry.setRole(role, of: id, in: project)
        }
        return id
    }

    static func password(of name: String) -> String {
        name.prefix(1).uppercased() + name.dropFirst() + "12345"
    }

    /// Asks as the user of that name, with a JSON document if there is one.
    func call(
        _ method: String, _ target: String, _ body: String = "", as name: String = "root",
        fields: [(name: String, value: String)] = []
    ) -> StandInResponse {
        var fields = fields + [("Authorization", Self.basic(name, Self.password(of: name)))]
        if !body.isEmpty { fields.append(("Content-Type", "application/json")) }
        return self(target, as: .nobody, method: method, fields: fields, body: body)
    }
}
