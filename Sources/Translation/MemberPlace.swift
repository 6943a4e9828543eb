import Domain

/// The organization that a request for members of a project is about, and the member, where it names one.
struct MemberPlace {
    let organization: SWROrganizationName
    private let member: String?

    /// - Throws: `.notFound` for what cannot be an organization, `.targetRefused` for that of somebody else.
    init(_ request: TranslationRequest, _ swr: SWRContext) throws(GatewayError) {
        guard let organization = request.parameters["project"].flatMap({ SWROrganizationName($0) }) else {
            throw GatewayError(.notFound, message: "no such project")
        }
        try swr.requireOwn(organization, field: "project")
        self.organization = organization
        member = request.parameters["mid"]
    }

    /// The member's number.
    func memberID() throws(GatewayError) -> Int64 {
        guard let id = member.flatMap(QueryParameters.integer) else { throw Self.memberUnknown }
        return Int64(id)
    }

    /// The path below `/v2/manage` of who may use the organization.
    var accessPath: String { "/namespaces/\(organization)/access" }

    static var memberUnknown: GatewayError { GatewayError(.notFound, message: "no such member") }
}
