/// What the route table says about a target.
package enum RouteMatch: Hashable, Sendable {
    /// The route's position in the list that the table was built from.
    case route(Int)
    /// No route has this path, or one has but a parameter's value breaks its type: 404.
    case unknown
    /// The path is known, not with this method: 405 with this `Allow` value (RFC 9110 §10.2.1).
    case methodNotAllowed(allow: String)
    /// An encoded slash stands where no repository name is: 400.
    case malformed
    /// A header field or query parameter that a route of this path looks at stands there twice: 400.
    case ambiguousField
}
