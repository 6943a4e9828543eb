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

    /// Whether the request's body says what is asked for. Then it has to be there whole before the machine is made.
    package var takesBody: Bool {
        switch self {
        case .projectList, .imageList, .imageTagList: false
        case .projectCreate, .projectDelete, .imageDelete, .imageTagDelete: true
        }
    }

    /// Reads the client's request and makes the machine.
    /// - Parameters:
    ///   - query: what stands after `?` in the request target, as received; empty when there is none.
    ///   - body: empty when there is none. Not looked at unless `takesBody`.
    ///   - contentType: the value of the field, if there is one.
    /// - Throws: `.fieldInvalid` with a message that names the field and its rule, or `.mediaTypeUnsupported`; before
    ///   any call is made.
    package func translator(
        query: String, body: [UInt8], contentType: String?, harbor: HarborContext
    ) throws(GatewayError) -> any Translator {
        switch self {
        case .projectList: try ProjectList(query: query, harbor: harbor)
        case .projectCreate: try ProjectCreate(body: body, contentType: contentType)
        case .projectDelete: try ItemDeletion.projects(query: query, body: body, contentType: contentType)
        case .imageList: try ImageList(query: query, harbor: harbor)
        case .imageDelete: try ItemDeletion.images(query: query, body: body, contentType: contentType)
        case .imageTagList: try ImageTagList(query: query, harbor: harbor)
        case .imageTagDelete: try ItemDeletion.imageTags(query: query, body: body, contentType: contentType)
        }
    }
}
