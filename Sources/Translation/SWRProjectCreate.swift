import Domain

/// `POST /v1/repository/project` as a call to SWR, after which the project is kept: SWR knows neither whose it is nor
/// that it is public.
///
/// One that could not be kept is deleted again, or it would belong to nobody, and its name would be taken.
struct SWRProjectCreate: Translator {
    private let name: SWROrganizationName
    private let isPublic: Bool
    /// Why the project is being deleted again.
    private var undoing: GatewayError?

    init(body: [UInt8], contentType: String?) throws(GatewayError) {
        let fields = try CallFields(body: body, contentType: contentType)
        name = try SWROrganizationName(try fields.text("projectName"), field: "projectName")
        isPublic = try fields.flag("public")
    }

    mutating func begin() -> TranslationStep {
        .call(.swr("/namespaces", method: "POST", json: Array(#"{"namespace":"\#(name)"}"#.utf8)))
    }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        if let undoing { return .fail(reply.isSWRSuccess ? undoing : Self.left(undoing)) }
        if reply.isSWRSuccess { return .keep(.add(name: name.value, isPublic: isPublic)) }
        let refusal = reply.swrRefusal
        guard refusal.code == .conflict else { return .fail(refusal) }
        return .fail(GatewayError(.conflict, message: "projectName: this name is taken", detail: refusal.detail))
    }

    mutating func kept(_ error: GatewayError?) -> TranslationStep {
        if let error {
            undoing = error
            return .call(.swr("/namespaces/\(name)", method: "DELETE"))
        }
        do throws(GatewayError) {
            return .answer(try TranslationAnswer(success: DoneEnvelope()))
        } catch {
            return .fail(error)
        }
    }

    mutating func failed(_ error: GatewayError) -> TranslationStep? {
        undoing.map { .fail(Self.left($0)) }
    }

    private static func left(_ error: GatewayError) -> GatewayError {
        GatewayError(
            error.code, message: "the project was created, but is not yours: \(error.message ?? error.code.message)",
            detail: "\(error.detail); swr: the organization could not be deleted again")
    }
}
