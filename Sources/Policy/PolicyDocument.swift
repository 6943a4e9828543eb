package import Domain
import Routing

/// A whole policy as it was written: checked word by word, not yet for what refers to what.
package struct PolicyDocument: Sendable {
    package var roles: [RoleDeclaration] = []
    package var upstreams: [UpstreamDeclaration] = []
    package var credentials: [CredentialsDeclaration] = []
    var registry: RegistryDeclaration?
    /// Whether there is one at all, rightly written or not.
    var declaresRegistry = false
    package var routes: [RouteDeclaration] = []
    var tests: [TestDeclaration] = []
}

package struct RoleDeclaration: Sendable {
    package let name: Located<String>
    /// What a token carries; `nil` for a role that only other roles include.
    package let number: Located<RoleNumber>?
    package let includes: [Located<String>]
}

/// An account at an upstream. Texts are as written, before `env:` and `file:` are looked up.
package struct CredentialsDeclaration: Sendable {
    enum Content: Sendable {
        case basic(user: Located<String>, password: Located<String>)
        case token(scheme: Located<String>, secret: Located<String>)
        /// `auth` is one of `HarborAuthentication`.
        case harbor(auth: Located<String>, user: Located<String>, password: Located<String>)
        case huawei(HuaweiDeclaration)
    }

    /// `nil` for that of one upstream.
    let name: Located<String>?
    let content: Content

    /// The upstream that knows the users beside it, whether their tokens are used or not.
    var identityService: String? {
        guard case .huawei(let huawei) = content else { return nil }
        return huawei.values["iam"]?.value
    }
}

/// An account at Huawei: which of these are needed is known when `auth` is.
struct HuaweiDeclaration: Sendable {
    /// Of the credentials as a whole.
    let position: SourcePosition
    /// One of `HuaweiAuthentication`.
    let auth: Located<String>
    /// What else there is, by key.
    let values: [String: Located<String>]
}

/// How Harbor is shown its accounts.
enum HarborAuthentication: String, CaseIterable, Sendable {
    case session, basic
}

/// How Huawei is.
enum HuaweiAuthentication: String, CaseIterable, Sendable {
    case aksk, token

    /// The keys that it needs.
    var keys: [String] {
        switch self {
        case .aksk: ["access-key", "secret-key"]
        case .token: ["iam", "user", "password", "domain", "project"]
        }
    }
}

/// Which upstream is the registry, by namespace. Texts are as written.
struct RegistryDeclaration: Sendable {
    let kind: Located<String>
    let namespaces: [(namespace: Located<String>, kind: Located<String>)]
}

package struct UpstreamDeclaration: Sendable {
    package let name: Located<String>
    /// Before `env:` and `file:` are looked up.
    package let url: Located<String>
    package let credentials: CredentialsDeclaration?
    let kind: UpstreamSpec.Kind?
    /// One of `AccountSource`, or a reference to one.
    let accounts: Located<String>?
    /// Findings of the audit that its author means.
    let accepts: [Located<String>]
}

/// Where the accounts of namespaces come from on a registry that keeps no users.
enum AccountSource: String, CaseIterable, Sendable {
    /// There are none.
    case none
    /// They are users of the identity service, who are bound.
    case bind
}

/// Text with a grammar of its own, whose faults are reported at a place inside it.
package struct LocatedText: Sendable {
    package let text: String
    /// Of the first character inside the quotes, if there are any.
    package let start: SourcePosition
}

package struct RouteDeclaration: Sendable {
    let id: Located<String>
    /// For people: what the route is there for.
    let description: String?
    /// `nil` after a finding; what else there is of the route is looked at all the same.
    let match: MatchDeclaration?
    let parameters: [(name: Located<String>, type: Located<ParameterType>)]
    let body: [Located<BodyField>]
    let destination: DestinationDeclaration?
    let headers: HeaderEdits
    let authentication: AuthenticationSchemes
    let allow: [RuleDeclaration]
    let deny: [RuleDeclaration]
    let limits: RouteLimits
    let mode: RuleMode
    let accepts: [Located<String>]
}

/// Whether a rule or route counts, or is only looked at beside what counts.
package enum RuleMode: String, CaseIterable, Sendable {
    case enforce, shadow
}

struct MatchDeclaration: Sendable {
    let methods: [Located<RequestMethod>]
    let path: LocatedText
    let conditions: MatchConditions
}

enum DestinationDeclaration: Sendable {
    /// Whose credential goes upstream.
    enum Credentials: Sendable {
        case upstream, pass, strip
        case named(Located<String>)
    }

    case local(Located<String>)
    /// Without an upstream: the registry of the caller's namespace.
    case translate(Located<String>, upstream: Located<String>?)
    case relay(upstream: Located<String>, path: LocatedText, query: QueryRule, credentials: Credentials)
    /// `origin`: scheme and authority, or nothing; the path follows at `path`.
    case redirect(origin: String, path: LocatedText, query: QueryRule, status: Int)
    case answer(FixedAnswer)
    case folder(Located<String>, index: String, fallback: String?, cache: Duration?)
}

/// One entry of `allow` or `deny`. It holds for a caller for whom every part that is present holds.
package struct RuleDeclaration: Sendable {
    let position: SourcePosition
    /// Empty when the rule does not look at the role.
    var roles: [Located<String>] = []
    /// Empty when the rule does not look at the user.
    var users: [Located<String>] = []
    var namespaces: [Located<String>] = []
    var addresses: [AddressRange] = []
    /// As they were written.
    var addressTexts: [String] = []
    var hours: WeeklyHours?
    var when: LocatedText?
    var reason: String?
    /// The rule holds from this Unix second on.
    var from: Int64?
    /// The rule no longer holds from this Unix second on.
    var until: Int64?
    var mode = RuleMode.enforce

    init(position: SourcePosition) {
        self.position = position
    }
}
