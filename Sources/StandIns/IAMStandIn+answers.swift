import Domain

extension IAMStandIn {
    /// An answer before the fields that all answers share.
    struct Answer {
        var status = 200
        var fields: [(name: String, value: String)] = []
        var document: JSONDocument
    }

    func answer(to request: StandInRequest, now: SWRMoment) throws(IAMFault) -> Answer {
        guard let target = SWRTarget(request.target) else { throw .badRequest("The request target is invalid.") }
        switch (request.method, target.segments) {
        case ("POST", ["v3", "auth", "tokens"]): return try issue(request, target, now: now)
        case ("GET", ["v3", "users"]): return try users(request, target)
        case (_, ["v3", "auth", "tokens"]), (_, ["v3", "users"]): throw .methodNotAllowed
        default: throw .notFound("the requested resource")
        }
    }

    /// A token for a name and a password. The catalog of services is left out for those who say so.
    private func issue(
        _ request: StandInRequest, _ target: SWRTarget, now: SWRMoment
    ) throws(IAMFault) -> Answer {
        guard SWRRoutes.isJSON(request.field("Content-Type")) else {
            throw .badRequest("The Content-Type of the request has to be application/json.")
        }
        guard let credentials = Credentials(request.body) else {
            throw .badRequest("Expecting to find valid identity, password and scope in auth.")
        }
        let directory = directory
        guard credentials.domain == directory.domain.name, let user = directory.user(named: credentials.user),
            user.password.reveal() == credentials.password
        else { throw .wrongPassword }
        let project: IAMProject?
        switch credentials.scope {
        case .domain(let name, let id):
            project = nil
            // Of no other account than the user's own.
            guard name ?? directory.domain.name == directory.domain.name,
                id ?? directory.domain.id == directory.domain.id
            else { throw .unauthorized }
        case .project(let name, let id):
            project = directory.projects.first { $0.name == name || $0.id == id }
            guard project != nil else { throw .notFound("the project of the scope") }
        }
        let token = IAMToken(
            userID: user.id, project: project, issued: now, expires: now.advanced(seconds: Self.lifetime))
        let text = try keep(token)
        let isBare = target.value("nocatalog")?.isEmpty == false
        return Answer(
            status: 201, fields: [("X-Subject-Token", text)],
            document: Self.document(of: token, user, directory.domain, hasCatalog: !isBare))
    }

    /// For administrators: all users, or the one of a name.
    private func users(_ request: StandInRequest, _ target: SWRTarget) throws(IAMFault) -> Answer {
        let identity: IAMIdentity
        do throws(IAMRefusal) {
            identity = try identify(request)
        } catch {
            throw .unauthorized
        }
        guard identity.user.isAdministrator else { throw .forbidden("identity:list_users") }
        let directory = directory
        let name = target.value("name")
        let found = directory.users.filter { name == nil || $0.name == name }
        return Answer(document: [
            "links": ["next": nil, "previous": nil, "self": .text("/v3/users")],
            "users": .list(found.map { Self.document(of: $0, directory.domain) }),
        ])
    }

    private static func document(
        of token: IAMToken, _ user: IAMUser, _ domain: IAMDomain, hasCatalog: Bool
    ) -> JSONDocument {
        let account: JSONDocument = ["id": .text(domain.id), "name": .text(domain.name)]
        var members: [String: JSONDocument] = [
            "expires_at": .text(token.expires.microsecondText),
            "issued_at": .text(token.issued.microsecondText),
            "methods": ["password"],
            "roles": [["id": "0", "name": .text(user.isAdministrator ? "te_admin" : "readonly")]],
            "user": [
                "domain": account, "id": .text(user.id), "name": .text(user.name), "password_expires_at": "",
            ],
        ]
        if let project = token.project {
            members["project"] = ["domain": account, "id": .text(project.id), "name": .text(project.name)]
        } else {
            members["domain"] = account
        }
        if hasCatalog { members["catalog"] = [] }
        return ["token": .object(members)]
    }

    private static func document(of user: IAMUser, _ domain: IAMDomain) -> JSONDocument {
        [
            "description": "", "domain_id": .text(domain.id), "enabled": true, "id": .text(user.id),
            "links": ["self": .text("/v3/users/\(user.id)")], "name": .text(user.name), "password_expires_at": nil,
        ]
    }

    /// What the body of a request for a token says, when it says all of it.
    private struct Credentials {
        let user: String
        let password: String
        let domain: String
        let scope: Scope

        enum Scope {
            case domain(name: String?, id: String?)
            case project(name: String?, id: String?)
        }

        init?(_ body: [UInt8]) {
            guard case .object(let auth)? = JSONValue.members(of: body)?["auth"],
                case .object(let identity)? = auth["identity"], identity["methods"] == .array([.string("password")]),
                case .object(let password)? = identity["password"], case .object(let user)? = password["user"],
                case .object(let domain)? = user["domain"],
                case .string(let name)? = user["name"], case .string(let secret)? = user["password"],
                case .string(let account)? = domain["name"],
                case .object(let scope)? = auth["scope"]
            else { return nil }
            switch (scope["project"], scope["domain"]) {
            case (.object(let project)?, nil):
                guard let (name, id) = Self.reference(project) else { return nil }
                self.scope = .project(name: name, id: id)
            case (nil, .object(let domain)?):
                guard let (name, id) = Self.reference(domain) else { return nil }
                self.scope = .domain(name: name, id: id)
            default: return nil
            }
            self.user = name
            self.password = secret
            self.domain = account
        }

        /// A thing by its name, its id or both; `nil` for neither.
        private static func reference(_ members: [String: JSONValue]) -> (name: String?, id: String?)? {
            var parts: (name: String?, id: String?) = (nil, nil)
            if case .string(let name)? = members["name"] { parts.name = name }
            if case .string(let id)? = members["id"] { parts.id = id }
            return parts.name == nil && parts.id == nil ? nil : parts
        }
    }
}
