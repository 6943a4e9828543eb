import Domain

/// What to make of a 403 for something in a project. Harbor hides from those who may not see a project whether there is
/// one, but tells any account that asks in this way.
enum ProjectExistence {
    static func question(_ project: ProjectName) -> UpstreamCall {
        .harbor("/projects", query: [("project_name", project.value)], method: "HEAD")
    }

    /// - Parameter reply: that to `question`.
    /// - Throws: what any other status than 200 and 404 means.
    static func isThere(_ reply: UpstreamReply) throws(GatewayError) -> Bool {
        switch reply.status {
        case 200: true
        case 404: false
        default: throw reply.harborRefusal
        }
    }
}
