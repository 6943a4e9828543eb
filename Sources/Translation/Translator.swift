package import Domain

/// One `/v1` call told as calls to another API: a pure state machine without clock, channel or file.
///
/// The executor makes the call of every `.call` step and hands back its reply, one at a time, until a step is another.
/// It adds the credential, `X-Request-Id` and `Accept`, and it alone speaks of connections that fail; after the last
/// step the value is spent. Used from one thread at a time.
package protocol Translator: Sendable {
    /// The first step; called once.
    mutating func begin() -> TranslationStep

    /// The step after the reply to the call that was asked for last. Never trusts the reply: whatever it holds, the
    /// number of calls stays bounded.
    mutating func receive(_ reply: UpstreamReply) -> TranslationStep

    /// The last step when the call that was asked for last could not be carried out, or not to its end: never `.call`.
    /// `nil`, which is the default, means that there is nothing to add to the error.
    mutating func failed(_ error: GatewayError) -> TranslationStep?

    /// The step after a call that had no answer, or none to its end: to undo what came before it, maybe by another
    /// call. `nil`, which is the default, means that there is nothing to undo: `failed` follows.
    mutating func recover(_ error: GatewayError) -> TranslationStep?

    /// The step after a `.keep`: with an error when the store could not take it. Called only after such a step.
    mutating func kept(_ error: GatewayError?) -> TranslationStep
}

extension Translator {
    package mutating func kept(_ error: GatewayError?) -> TranslationStep {
        .fail(error ?? GatewayError(.internal, detail: "nothing was to be kept"))
    }

    package mutating func failed(_ error: GatewayError) -> TranslationStep? { nil }

    package mutating func recover(_ error: GatewayError) -> TranslationStep? { nil }
}

/// What a translation wants next.
package enum TranslationStep: Sendable {
    case call(UpstreamCall)
    case answer(TranslationAnswer)
    case fail(GatewayError)
    /// Not all was done that was asked for. The answer is that of the error, with one member more in its envelope:
    /// `data`, a JSON value which says what became of each part.
    case partial(GatewayError, data: [UInt8])
    /// Something that the upstream has no place for goes into the gateway's own store, or is checked against it; `kept`
    /// is called after it.
    case keep(ProjectChange)

    /// Whether the client is answered by it.
    package var isLast: Bool {
        switch self {
        case .call, .keep: false
        case .answer, .fail, .partial: true
        }
    }
}

/// What the client gets: a status and a document, of JSON unless it says otherwise.
package struct TranslationAnswer: Sendable {
    package let status: Int
    package let contentType: String
    package let fields: [(name: String, value: String)]
    package let body: [UInt8]

    package init(
        status: Int, contentType: String = "application/json", fields: [(name: String, value: String)] = [],
        body: [UInt8]
    ) {
        self.status = status
        self.contentType = contentType
        self.fields = fields
        self.body = body
    }
}
