import Domain

/// `POST /v1/repository/project` as a call to Harbor. The account that calls becomes the project's owner.
struct ProjectCreate: Translator {
    private let name: ProjectName
    private let isPublic: Bool

    init(body: [UInt8], contentType: String?) throws(GatewayError) {
        let fields = try CallFields(body: body, contentType: contentType)
        name = try ProjectName(try fields.text("projectName"), field: "projectName")
        isPublic = try fields.flag("public")
    }

    /// What is public is metadata in Harbor, and metadata are strings; the boolean beside them is of an older API.
    mutating func begin() -> TranslationStep {
        .call(
            .harbor(
                "/projects", method: "POST",
                json: #"{"project_name":"\#(name)","metadata":{"public":"\#(isPublic)"}}"#,
                fields: [("X-Resource-Name-In-Location", "false")]))
    }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        switch reply.status {
        case 201:
            do throws(GatewayError) {
                return .answer(try TranslationAnswer(success: DoneEnvelope()))
            } catch {
                return .fail(error)
            }
        case 409:
            return .fail(
                GatewayError(.conflict, message: "projectName: this name is taken", detail: "harbor: status 409"))
        default:
            return .fail(reply.harborRefusal)
        }
    }
}
