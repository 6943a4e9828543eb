import Domain

/// `POST /v1/repository/project` as a call to Harbor. The account that calls becomes the project's owner; where Harbor
/// does not let it make one, `ProjectGrant` follows.
struct ProjectCreate: Translator {
    private let project: NewHarborProject
    private let grant: HarborGrant?
    /// From the moment on that the caller's account may not make projects.
    private var granting: ProjectGrant?

    init(body: [UInt8], contentType: String?, grant: HarborGrant?) throws(GatewayError) {
        let fields = try CallFields(body: body, contentType: contentType)
        project = NewHarborProject(
            name: try ProjectName(try fields.text("projectName"), field: "projectName"),
            isPublic: try fields.flag("public"))
        self.grant = grant
    }

    mutating func begin() -> TranslationStep { .call(project.call) }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        if let step = granting?.receive(reply) { return step }
        switch reply.status {
        case 201: return .done
        case 409: return .fail(NewHarborProject.taken(reply))
        // Or nobody may change anything at the moment: then the other account learns that as well, and it is told.
        case 403:
            guard let grant else { return .fail(reply.harborRefusal) }
            var granting = ProjectGrant(project, grant)
            let step = granting.begin()
            self.granting = granting
            return step
        default: return .fail(reply.harborRefusal)
        }
    }

    mutating func kept(_ error: GatewayError?) -> TranslationStep {
        granting?.kept(error) ?? .fail(GatewayError(.internal, detail: "nothing was to be kept"))
    }

    mutating func recover(_ error: GatewayError) -> TranslationStep? { granting?.recover(error) }

    mutating func failed(_ error: GatewayError) -> TranslationStep? { granting?.failed(error) }
}
