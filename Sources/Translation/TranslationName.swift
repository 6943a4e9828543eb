package import Domain

/// The translations that a policy can name in `to: { translate: … }`.
package enum TranslationName: String, CaseIterable, Sendable {
    /// `GET /v1/repository/project`
    case projectList = "project-list"
    /// `POST /v1/repository/project`
    case projectCreate = "project-create"
    /// `DELETE /v1/repository/project`
    case projectDelete = "project-delete"
    /// `GET /v1/repository/image`
    case imageList = "image-list"
    /// `DELETE /v1/repository/image`
    case imageDelete = "image-delete"
    /// `GET /v1/repository/image/tag`
    case imageTagList = "image-tag-list"
    /// `DELETE /v1/repository/image/tag`
    case imageTagDelete = "image-tag-delete"
    /// `GET /api/v2.0/projects/{project}/members`
    case memberList = "member-list"
    /// `POST /api/v2.0/projects/{project}/members`
    case memberCreate = "member-create"
    /// `GET /api/v2.0/projects/{project}/members/{mid}`
    case memberRead = "member-read"
    /// `PUT /api/v2.0/projects/{project}/members/{mid}`
    case memberUpdate = "member-update"
    /// `DELETE /api/v2.0/projects/{project}/members/{mid}`
    case memberDelete = "member-delete"
    /// `GET /api/v2.0/projects/{project}/metadatas`
    case metadataList = "metadata-list"
    /// `GET /api/v2.0/users/current/permissions`
    case permissionList = "permission-list"
    /// `POST /v2/manage/namespaces` of SWR
    case organizationCreate = "organization-create"
    /// `DELETE /v2/manage/namespaces/{namespace}`
    case organizationDelete = "organization-delete"
    /// `GET /api/users/self` of CVAT
    case cvatUserSelf = "cvat-user-self"
    /// `GET /api/users`
    case cvatUserList = "cvat-user-list"
    /// `GET /api/users/{id}`
    case cvatUserRead = "cvat-user-read"
    /// `PATCH /api/users/{id}`
    case cvatUserUpdate = "cvat-user-update"
    /// `DELETE /api/users/{id}`
    case cvatUserDelete = "cvat-user-delete"

    /// Whether the request's body says what is asked for. Then it has to be there whole before the machine is made.
    package var takesBody: Bool {
        switch self {
        case .projectList, .imageList, .imageTagList, .memberList, .memberRead, .memberDelete, .metadataList,
            .permissionList, .organizationDelete, .cvatUserSelf, .cvatUserList, .cvatUserRead, .cvatUserDelete:
            false
        case .projectCreate, .projectDelete, .imageDelete, .imageTagDelete, .memberCreate, .memberUpdate,
            .organizationCreate, .cvatUserUpdate:
            true
        }
    }

    /// Whether a caller who is limited to his namespace's projects has to have these named to the translation: what a
    /// rule of the policy has compared already need not be.
    package var needsScope: Bool {
        switch self {
        case .projectList, .projectDelete, .imageList, .imageDelete, .imageTagList, .imageTagDelete,
            .permissionList:
            true
        default: false
        }
    }

    /// Whether there may be other projects after it than before.
    package var changesProjects: Bool {
        switch self {
        case .projectCreate, .projectDelete, .organizationCreate, .organizationDelete: true
        default: false
        }
    }

    /// Reads the client's request and makes the machine.
    /// - Throws: `.fieldInvalid` with a message that names the field and its rule, `.mediaTypeUnsupported`, or
    ///   `.backendUnsupported` for what this kind of service does not have; before any call is made.
    package func translator(
        _ request: TranslationRequest, _ context: RegistryContext
    ) throws(GatewayError) -> any Translator {
        switch context {
        case .harbor(let harbor): try translator(request, harbor)
        case .swr(let swr): try translator(request, swr)
        case .cvat(let cvat): try translator(request, cvat)
        }
    }
}
