package import Domain

/// A client's request, as far as translations look at it.
package struct TranslationRequest: Sendable {
    /// What stands after `?` in the request target, as received; empty when there is none.
    package let query: String
    /// Empty when there is none, or when the translation takes none.
    package let body: [UInt8]
    /// The value of the field, if there is one.
    package let contentType: String?
    /// Typed path parameters by name, decoded.
    package let parameters: [String: String]
    /// `nil` on a route for anybody.
    package let principal: Principal?

    package init(
        query: String = "", body: [UInt8] = [], contentType: String? = nil, parameters: [String: String] = [:],
        principal: Principal? = nil
    ) {
        self.query = query
        self.body = body
        self.contentType = contentType
        self.parameters = parameters
        self.principal = principal
    }
}
