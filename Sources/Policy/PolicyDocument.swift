package import Domain
package import Routing

/// A whole policy as it was written: checked word by word, not yet for what refers to what.
package struct PolicyDocument: Sendable {
    package var roles: [RoleDeclaration] = []
    package var upstreams: [UpstreamDeclaration] = []
    package var routes: [RouteDeclaration] = []
}

package struct RoleDeclaration: Sendable {
    package let name: Located<String>
    /// What a token carries; `nil` for a role that only other roles include.
    package let number: Located<RoleNumber>?
    package let includes: [Located<String>]
}

package struct UpstreamDeclaration: Sendable {
    package struct Credentials: Sendable {
        package let user: Located<String>
        package let password: Located<String>
    }

    package let name: Located<String>
    /// Before `env:` and `file:` are looked up.
    package let url: Located<String>
    package let credentials: Credentials?
}

package struct RouteDeclaration: Sendable {
    package let id: Located<String>
    /// For people: what the route is there for.
    package let description: String?
    package let methods: [Located<RequestMethod>]
    package let path: LocatedText
    package let parameters: [(name: Located<String>, type: Located<ParameterType>)]
    package let destination: DestinationDeclaration
    package let allow: [RuleDeclaration]
    package let deny: [RuleDeclaration]
    package let limits: RouteLimits
}

/// Text with a grammar of its own, whose faults are reported at a place inside it.
package struct LocatedText: Sendable {
    package let text: String
    /// Of the first character inside the quotes, if there are any.
    package let start: SourcePosition
}

package enum DestinationDeclaration: Sendable {
    case local(Located<String>)
    case translate(Located<String>, upstream: Located<String>)
    case relay(upstream: Located<String>, path: LocatedText, query: QueryRule)
}

/// One entry of `allow` or `deny`. It holds for a caller for whom every part that is present holds.
package struct RuleDeclaration: Sendable {
    package let position: SourcePosition
    /// Empty when the rule does not look at the role.
    package let roles: [Located<String>]
    /// Empty when the rule does not look at the user.
    package let users: [Located<String>]
    package let reason: String?
    /// The rule no longer holds from this Unix second on.
    package let until: Int64?
}
