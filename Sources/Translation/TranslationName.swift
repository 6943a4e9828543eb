package import Domain

/// The translations that a policy can name in `to: { translate: … }`.
package enum TranslationName: String, CaseIterable, Sendable {
    /// `GET /v1/repository/project`
    case projectList = "project-list"
    /// `GET /v1/repository/image`
    case imageList = "image-list"

    /// Reads the client's query and makes the machine.
    /// - Parameter query: what stands after `?` in the request target, as received; empty when there is none.
    /// - Throws: `.fieldInvalid` with a message that names the parameter and its rule, before any call is made.
    package func translator(query: String, harbor: HarborContext) throws(GatewayError) -> any Translator {
        switch self {
        case .projectList: try ProjectList(query: query, harbor: harbor)
        case .imageList: try ImageList(query: query, harbor: harbor)
        }
    }
}
