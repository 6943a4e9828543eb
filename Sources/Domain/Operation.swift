/// One operation of the `/v1` API as its description shows it: what goes in, what comes out, how it is refused.
///
/// It stands beside what carries it out, and its fields are those that the request is read with. Methods, paths and
/// roles are the policy's.
package struct Operation: Sendable {
    /// Who does what is described.
    package enum Carrier: Sendable {
        /// An endpoint of the gateway, or a translation.
        case gateway
        /// Nobody yet: its route answers 501.
        case nobody
        /// The service that its route leads to, which says what it takes and answers.
        case upstream
    }

    /// What the body of a 200 holds.
    package enum Answer: Sendable {
        /// Nothing beside code and message.
        case done
        case token
        /// Rows, how many there are before paging, and what is said about all of them.
        case list([FieldDescription], meta: [FieldDescription] = [])
        /// Texts, all that there are.
        case texts(FieldDescription)
        case object([FieldDescription])
        /// What became of each item, called by this field.
        case outcomes(FieldDescription)
        /// Not an envelope of `/v1`.
        case document(contentType: String, schema: JSONTree, example: JSONTree)
    }

    package let carrier: Carrier
    /// What policies name behind `local:` or `translate:`; where the gateway does not carry it out, the route's id, with
    /// the method behind it for all methods but the route's first.
    package let name: String
    package let summary: String
    /// More about it; may be empty.
    package let note: String
    /// Of the path, by the names that routes give them.
    package let path: [FieldDescription]
    package let query: [FieldDescription]
    /// The members of the JSON object; empty for an operation that needs no body.
    package let body: [FieldDescription]
    package let answer: Answer
    /// How it may be refused beside what its fields, its route and its destination bring along.
    package let refusals: [GatewayError.Code]
    /// Whether a service behind the gateway is asked. A translation always asks one.
    package let reachesUpstream: Bool

    package init(
        _ name: String, by carrier: Carrier = .gateway, _ summary: String, note: String = "",
        path: [FieldDescription] = [], query: [FieldDescription] = [], body: [FieldDescription] = [],
        answer: Answer, refusals: [GatewayError.Code] = [], reachesUpstream: Bool = false
    ) {
        self.carrier = carrier
        self.name = name
        self.summary = summary
        self.note = note
        self.path = path
        self.query = query
        self.body = body
        self.answer = answer
        self.refusals = refusals
        self.reachesUpstream = reachesUpstream
    }

    /// `refusals` and those of the fields, which nobody but the gateway judges here.
    package var ownRefusals: [GatewayError.Code] {
        guard carrier == .gateway else { return [] }
        var codes = refusals
        if !body.isEmpty { codes += [.mediaTypeUnsupported, .fieldInvalid] }
        if !query.isEmpty { codes.append(.fieldInvalid) }
        return codes
    }
}
