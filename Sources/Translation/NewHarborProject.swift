import Domain

/// A project that Harbor is to make.
struct NewHarborProject: Sendable {
    let name: ProjectName
    let isPublic: Bool

    /// What is public is metadata in Harbor, and metadata are strings; the boolean beside them is of an older API.
    var call: UpstreamCall {
        .harbor(
            "/projects", method: "POST",
            json: #"{"project_name":"\#(name)","metadata":{"public":"\#(isPublic)"}}"#,
            fields: [("X-Resource-Name-In-Location", "false")])
    }

    static func taken(_ reply: UpstreamReply) -> GatewayError {
        GatewayError(.conflict, message: "projectName: this name is taken", detail: "harbor: status \(reply.status)")
    }
}
