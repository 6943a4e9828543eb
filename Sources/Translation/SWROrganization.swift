import Domain

/// `POST /v2/manage/namespaces` and `DELETE /v2/manage/namespaces/{namespace}`, SWR's own calls, answered as SWR answers.
/// Beside them the gateway keeps whose an organization is: one that was deleted is nobody's, or whoever makes the next one
/// of its name would share it.
struct SWROrganization: Translator {
    private let call: UpstreamCall
    private let change: ProjectChange
    private var answer: TranslationAnswer?
    /// Why the organization is being deleted again.
    private var undoing: GatewayError?

    /// Makes one; it is the caller's namespace's.
    static func creation(_ request: TranslationRequest) throws(GatewayError) -> SWROrganization {
        let fields = try CallFields(body: request.body, contentType: request.contentType)
        let name = try SWROrganizationName(try fields.text("namespace"), field: "namespace")
        return SWROrganization(
            call: .swr("/namespaces", method: "POST", json: Array(#"{"namespace":"\#(name)"}"#.utf8)),
            change: .add(name: name.value, isPublic: false))
    }

    static func deletion(_ request: TranslationRequest, _ swr: SWRContext) throws(GatewayError) -> SWROrganization {
        let name = try SWROrganizationName(request.parameters["namespace"] ?? "", field: "namespace")
        try swr.requireOwn(name, field: "namespace")
        return SWROrganization(
            call: .swr("/namespaces/\(name)", method: "DELETE"),
            change: .remove(name: name.value, namespace: swr.kept[name.value]?.namespace))
    }

    private init(call: UpstreamCall, change: ProjectChange) {
        self.call = call
        self.change = change
    }

    mutating func begin() -> TranslationStep { .call(call) }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        if let undoing { return .fail(reply.isSWRSuccess ? undoing : Self.left(undoing)) }
        let type = reply.field("Content-Type") ?? ""
        // Its own word that there is none: a 404 of something else in between is not.
        let isGone = reply.status == 404 && call.method == "DELETE" && [4_040_058, 4_041_061].contains(reply.swrCode)
        guard reply.status != 401, reply.status < 500 else { return .fail(reply.swrRefusal) }
        guard reply.status < 400 || reply.swrCode != nil else {
            return .fail(GatewayError(.upstreamMalformed, detail: "swr: status \(reply.status), not in its words"))
        }
        let answer = TranslationAnswer(status: reply.status, contentType: type, body: reply.body)
        guard reply.isSWRSuccess || isGone else { return .answer(answer) }
        self.answer = answer
        return .keep(change)
    }

    mutating func kept(_ error: GatewayError?) -> TranslationStep {
        guard let error else {
            return answer.map { .answer($0) } ?? .fail(GatewayError(.internal, detail: "no answer"))
        }
        guard case .add(let name, _) = change else { return .fail(error) }
        undoing = error
        return .call(.swr("/namespaces/\(name)", method: "DELETE"))
    }

    mutating func failed(_ error: GatewayError) -> TranslationStep? { undoing.map { .fail(Self.left($0)) } }

    private static func left(_ error: GatewayError) -> GatewayError {
        GatewayError(
            error.code, message: "the organization was made, but is nobody's: \(error.message ?? error.code.message)",
            detail: "\(error.detail); swr: it could not be deleted again")
    }
}
