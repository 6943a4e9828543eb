import Domain

/// `GET /api/v2.0/users/current/permissions`: what the caller may do in a project, as far as the gateway lets him. Harbor
/// says what the account may that all of a namespace share, which is more.
///
/// What is kept stands in Harbor's order and as Harbor wrote it. System administrators get Harbor's answer.
struct PermissionList: Translator {
    /// One of Harbor's rows that the caller's role has, as it stands there.
    private struct Row {
        let text: ArraySlice<UInt8>
        let reach: HarborPermission.Reach
    }

    /// Rows that wait until it is known whose the project is.
    private struct Inquiry {
        let rows: [Row]
        let project: Int64
        let scope: HarborScope
    }

    private var permissions: PassThrough
    private let role: RoleNumber
    /// That is asked about; `nil` for anything else, where nobody but a system administrator may do anything.
    private let project: Int64?
    private let scope: HarborScope?
    private var inquiry: Inquiry?

    init(_ request: TranslationRequest, _ harbor: HarborContext) throws(GatewayError) {
        let query = try QueryParameters(request.query, known: ["scope", "relative"])
        var pairs: [(name: String, value: String)] = []
        var project: Int64?
        if let text = query.text("scope") {
            project = try Self.project(text)
            pairs.append(("scope", project.map { "/project/\($0)" } ?? text))
        }
        if let isRelative = try query.flag("relative") { pairs.append(("relative", String(isRelative))) }
        permissions = PassThrough(.harbor("/users/current/permissions", query: pairs))
        role = request.principal?.role ?? .member
        self.project = project
        scope = harbor.scope
    }

    /// `nil` for the scopes that are no project.
    private static func project(_ scope: String) throws(GatewayError) -> Int64? {
        if ["", "/", "/system"].contains(scope) { return nil }
        let prefix = "/project/"
        guard scope.hasPrefix(prefix), let number = QueryParameters.integer(String(scope.dropFirst(prefix.count)))
        else { throw GatewayError(.fieldInvalid, message: "scope: must be /project/ and a number, /system or /") }
        return Int64(number)
    }

    mutating func begin() -> TranslationStep { permissions.begin() }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        if let inquiry { return finish(inquiry, reply) }
        guard role != .systemAdmin, reply.status == 200 else { return permissions.receive(reply) }
        do throws(JSONFault) {
            let rows = try rows(reply.body)
            guard let project, let scope else { return Self.answer(rows, inOwn: false) }
            let place = ProjectPlace.number(project)
            if scope.holds(place) || rows.allSatisfy({ $0.reach == .anyProject }) {
                return Self.answer(rows, inOwn: true)
            }
            // Made since the scope was known, maybe.
            inquiry = Inquiry(rows: rows, project: project, scope: scope)
            return .call(place.question)
        } catch {
            return .fail(GatewayError(.upstreamMalformed, detail: "harbor: permissions, at byte \(error.offset)"))
        }
    }

    private func rows(_ body: [UInt8]) throws(JSONFault) -> [Row] {
        var rows: [Row] = []
        var scanner = try JSONScanner(body)
        if !scanner.isNull() {
            try scanner.array { (scanner) throws(JSONFault) in
                let start = scanner.position
                let permission = try HarborPermission(&scanner, in: project ?? 0)
                guard project != nil, let reach = permission.reach(for: role) else { return }
                rows.append(Row(text: body[start..<scanner.position], reach: reach))
            }
        }
        try scanner.end()
        return rows
    }

    /// - Parameter reply: that to the question for the project.
    private func finish(_ inquiry: Inquiry, _ reply: UpstreamReply) -> TranslationStep {
        do throws(GatewayError) {
            guard try ProjectExistence.isThere(reply) else { return Self.answer(inquiry.rows, inOwn: false) }
            let project = try reply.harborValue(HarborProject.self)
            guard project.id == inquiry.project else {
                throw GatewayError(.upstreamMalformed, detail: "harbor: another project than was asked for")
            }
            return Self.answer(inquiry.rows, inOwn: inquiry.scope.owns(project))
        } catch {
            return .fail(error)
        }
    }

    private static func answer(_ rows: [Row], inOwn: Bool) -> TranslationStep {
        let kept = rows.filter { inOwn || $0.reach == .anyProject }
        let text = [UInt8](kept.map(\.text).joined(separator: [UInt8(ascii: ",")]))
        return .answer(
            TranslationAnswer(
                status: 200, body: [UInt8(ascii: "[")] + text + [UInt8(ascii: "]"), UInt8(ascii: "\n")]))
    }
}
