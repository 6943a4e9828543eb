import Domain

/// Who is asking: names, passwords, robots and sessions. What Harbor's core settles before it looks for a route.
struct HarborAccess {
    private let csrf: HarborCSRF
    private var numbers: HarborNumbers
    private var freezes = HarborFreezes()
    private(set) var sessions = HarborSessions()
    private(set) var use = HarborUse()

    init(seed: UInt64) {
        numbers = HarborNumbers(seed: seed)
        csrf = HarborCSRF(key: numbers.next())
    }

    /// How an answer names itself.
    mutating func requestID() -> String { numbers.uuid() }

    mutating func endSessions() { sessions.endAll() }

    /// The answer to `request`, after its guard against forgery: `respond` is asked when that lets it pass.
    mutating func payload(
        for request: StandInRequest, in registry: inout HarborRegistry, at now: ContinuousClock.Instant,
        respond: (HarborAccount?, inout HarborRegistry) -> HarborPayload
    ) -> HarborPayload {
        let cookies = HarborCookies(request)
        let form = HarborTarget(request.target)?.path.hasPrefix("/c/") == true
        var fields: [(name: String, value: String)] = []
        // Only what a browser would send by itself has to be guarded.
        if form || cookies["sid"] != nil {
            if let refused = guardAgainstForgery(request, cookies, &fields) { return refused }
        }
        var payload =
            if form {
                answerForm(request, cookies, registry, at: now)
            } else {
                respond(caller(request, cookies, registry, at: now), &registry)
            }
        if cookies["sid"] == nil, !payload.fields.contains(where: { $0.name == "Set-Cookie" }) {
            // Of no use: nobody has logged in with it.
            payload.fields.insert(Self.setCookie(sid: numbers.hex(digits: 32)), at: 0)
        }
        payload.fields += fields
        return payload
    }

    private static func setCookie(sid: String) -> (name: String, value: String) {
        ("Set-Cookie", "sid=\(sid); Path=/; HttpOnly")
    }

    /// 403 for an unsafe request without the token of its cookie.
    /// - Parameter fields: gets what the answer has to bring, whatever it is.
    private mutating func guardAgainstForgery(
        _ request: StandInRequest, _ cookies: HarborCookies, _ fields: inout [(name: String, value: String)]
    ) -> HarborPayload? {
        let brought = csrf.bytes(inCookie: cookies[HarborCSRF.cookie])
        let bytes = brought ?? numbers.bytes(32)
        if brought == nil {
            let attributes = "Path=/; Max-Age=43200; HttpOnly; SameSite=Strict"
            fields.append(("Set-Cookie", "\(HarborCSRF.cookie)=\(csrf.cookie(of: bytes)); \(attributes)"))
        }
        fields.append(("X-Harbor-Csrf-Token", csrf.token(of: bytes, mask: numbers.bytes(32))))
        if ["GET", "HEAD", "OPTIONS", "TRACE"].contains(request.method) { return nil }
        let token = request.field(HarborCSRF.field)
        if let token, csrf.isToken(token, of: bytes) { return nil }
        let isMissing = token?.isEmpty != false
        var payload = HarborPayload(
            .forbidden(isMissing ? "CSRF token not found in request" : "CSRF token invalid"))
        payload.fields = fields
        return payload
    }

    /// The pages that a browser's form is sent to.
    private mutating func answerForm(
        _ request: StandInRequest, _ cookies: HarborCookies, _ registry: HarborRegistry,
        at now: ContinuousClock.Instant
    ) -> HarborPayload {
        switch (HarborTarget(request.target)?.path, request.method) {
        case ("/c/login", "POST"):
            let form = HarborForm(request)
            guard let account = check(form["principal"] ?? "", form["password"] ?? "", registry, at: now),
                !account.isRobot
            else {
                use.refusedLogins += 1
                return .bare(401)
            }
            use.logins += 1
            if let old = cookies["sid"] { sessions.end(old) }
            let sid = numbers.hex(digits: 32)
            let end = now.advanced(by: registry.configuration.sessionTimeout)
            sessions.start(sid, of: account.id, until: end, at: now)
            return .bare(200, fields: [Self.setCookie(sid: sid), ("Vary", "Cookie")])
        case ("/c/log_out", "GET"):
            if let sid = cookies["sid"] { sessions.end(sid) }
            return .bare(200)
        default:
            return HarborPayload(front: 404, "404 Not Found")
        }
    }

    /// Everything but a right Basic credential or a session makes an anonymous caller, not an error.
    private mutating func caller(
        _ request: StandInRequest, _ cookies: HarborCookies, _ registry: HarborRegistry,
        at now: ContinuousClock.Instant
    ) -> HarborAccount? {
        if let credential = HarborBasicCredential(request.field("Authorization")) {
            use.basicCalls += 1
            if let account = check(credential.name, credential.password, registry, at: now) { return account }
        }
        guard let account = cookies["sid"].flatMap({ sessions.account(of: $0, at: now) }) else { return nil }
        use.sessionCalls += 1
        return registry.account(id: account)
    }

    /// The account, if the password is right and no wrong one was tried just now.
    private mutating func check(
        _ login: String, _ password: String, _ registry: HarborRegistry, at now: ContinuousClock.Instant
    ) -> HarborAccount? {
        if freezes.isFrozen(login, at: now) { return nil }
        if let account = registry.account(login: login), account.password.reveal() == password { return account }
        if !login.hasPrefix("robot$") { freezes.freeze(login, at: now) }
        return nil
    }
}
