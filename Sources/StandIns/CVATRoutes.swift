/// CVAT's API for one request: finds the route and answers it.
///
/// The order of checks is that of the framework: path (404, a page), what is accepted (406), who is asking (401),
/// method (405), organization (400, 404, 403), existence (404), permission (403), content (400).
struct CVATRoutes {
    private(set) var directory: CVATDirectory
    var credentials: CVATCredentials
    let request: StandInRequest
    let target: CVATTarget

    init(_ request: StandInRequest, directory: CVATDirectory, credentials: CVATCredentials) {
        self.request = request
        target = CVATTarget(request.target)
        self.directory = directory
        self.credentials = credentials
    }

    mutating func payload() -> CVATPayload {
        do throws(CVATFault) {
            switch target.segments {
            case ["api", "auth", "login"]: return try login()
            case ["api", "auth", "logout"]: return try logout()
            case ["api", "users"]: return try users()
            case ["api", "users", "self"]: return try current()
            default:
                guard target.segments.count == 3, target.segments.starts(with: ["api", "users"]),
                    !target.segments[2].isEmpty
                else { return .noPage }
                return try user(target.segments[2])
            }
        } catch {
            return CVATPayload(error)
        }
    }

    private func users() throws(CVATFault) -> CVATPayload {
        let type = try contentType()
        let caller = try caller()
        try allow(["GET"])
        var visible = caller.isAdministrator ? directory.accounts : [caller]
        if let organization = try organization(of: caller) { visible = directory.members(of: organization) }
        let address = address
        let document = try CVATListing(target).document(of: visible, address: address) { account in
            account.document(address: address, isWhole: caller.isStaff)
        }
        return CVATPayload(json: document, contentType: type)
    }

    /// Whatever the organization.
    private func current() throws(CVATFault) -> CVATPayload {
        let type = try contentType()
        let caller = try caller()
        try allow(["GET"])
        return CVATPayload(json: caller.document(address: address, isWhole: true), contentType: type)
    }

    private mutating func user(_ text: String) throws(CVATFault) -> CVATPayload {
        let type = try contentType()
        let caller = try caller()
        try allow(["GET", "PATCH", "DELETE"])
        let organization = try organization(of: caller)
        guard let id = Int(text), text.allSatisfy(\.isNumber), let account = directory.account(id: id) else {
            throw CVATFault.notFound
        }
        let isOwn = account.id == caller.id
        switch request.method {
        case "GET":
            let isMember = organization?.members.contains(account.id) ?? false
            guard caller.isAdministrator || isOwn || isMember else { throw CVATFault.forbidden }
            return CVATPayload(
                json: account.document(address: address, isWhole: caller.isStaff || isOwn), contentType: type)
        case "PATCH":
            guard caller.isAdministrator || isOwn else { throw CVATFault.forbidden }
            let changed = try CVATAccountChange(request).applied(to: account, byStaff: caller.isStaff, in: directory)
            directory.replace(changed)
            return CVATPayload(
                json: changed.document(address: address, isWhole: caller.isStaff), contentType: type)
        default:
            guard caller.isAdministrator || isOwn else { throw CVATFault.forbidden }
            directory.remove(account)
            credentials.invalidate(account: account.id)
            return .noContent
        }
    }

    /// The organization that the request is about; `nil` for none, which is said by an empty name too.
    private func organization(of caller: CVATAccount) throws(CVATFault) -> CVATOrganization? {
        let (slug, id, field) = (target.value("org"), target.value("org_id"), request.field("X-Organization"))
        if id != nil, slug != nil || field != nil {
            throw CVATFault.invalid("org_id cannot be given together with org or X-Organization.")
        }
        if let slug, let field, slug != field {
            throw CVATFault.invalid("org and X-Organization cannot be given with different values.")
        }
        let name = slug ?? field ?? id ?? ""
        guard !name.isEmpty else { return nil }
        let found = directory.organizations.first { id == nil ? $0.slug == name : String($0.id) == name }
        guard let found else { throw CVATFault.detail(404, "\(name) organization does not exist.") }
        guard caller.isAdministrator || found.members.contains(caller.id) else { throw CVATFault.forbidden }
        return found
    }

    func contentType() throws(CVATFault) -> String {
        try CVATAccept.contentType(for: request.field("Accept"))
    }

    func caller() throws(CVATFault) -> CVATAccount {
        try credentials.caller(of: request, in: directory)
    }

    func allow(_ methods: [String]) throws(CVATFault) {
        guard methods.contains(request.method) else { throw CVATFault.methodNotAllowed(request.method) }
    }

    mutating func noteLogin(of account: CVATAccount, at moment: String) {
        var changed = account
        changed.lastLogin = moment
        directory.replace(changed)
    }

    /// How the client reached this server, in its own words.
    private var address: String { "http://\(request.field("Host") ?? "localhost")" }
}
