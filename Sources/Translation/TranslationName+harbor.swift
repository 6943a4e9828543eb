import Domain

/// The calls that Harbor has, or has the parts of.
extension TranslationName {
    func translator(
        _ request: TranslationRequest, _ harbor: HarborContext
    ) throws(GatewayError) -> any Translator {
        let (query, body, type) = (request.query, request.body, request.contentType)
        return switch self {
        case .projectList: try ProjectList(query: query, harbor: harbor)
        case .projectCreate: try ProjectCreate(body: body, contentType: type, grant: harbor.grant)
        case .projectDelete: try ItemDeletion.projects(query: query, body: body, contentType: type, harbor: harbor)
        case .imageList: try ImageQuery(query, ceiling: harbor.ceiling).translator(harbor)
        case .imageDelete: try ItemDeletion.images(query: query, body: body, contentType: type, harbor: harbor)
        case .imageTagList: try ImageTagList(query: query, harbor: harbor)
        case .imageTagDelete: try ItemDeletion.imageTags(query: query, body: body, contentType: type, harbor: harbor)
        case .memberList, .memberCreate, .memberRead, .memberUpdate, .memberDelete:
            try PassThrough.members(self, request)
        case .metadataList: try MetadataList(request)
        case .permissionList: try PermissionList(request, harbor)
        case .organizationCreate, .organizationDelete, .cvatUserSelf, .cvatUserList, .cvatUserRead, .cvatUserUpdate,
            .cvatUserDelete:
            throw GatewayError(.backendUnsupported)
        }
    }
}
