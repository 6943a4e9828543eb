import Domain

/// `GET /api/users/self` of CVAT, without CVAT: the account that calls go with there is not the caller's. So the caller
/// is told who he is here, in the short form of an account.
struct CVATUserSelf: Translator {
    private let account: Account

    private struct Account: Encodable {
        let url: String
        let id: Int64
        let username: String
        let firstName = ""
        let lastName = ""

        private enum CodingKeys: String, CodingKey {
            case url, id, username
            case firstName = "first_name"
            case lastName = "last_name"
        }
    }

    init(_ request: TranslationRequest, _ cvat: CVATContext) throws(GatewayError) {
        let caller = try CVATCaller(request.principal)
        account = Account(
            url: "\(cvat.externalURL)/api/users/self", id: caller.principal.userID, username: caller.principal.name)
    }

    mutating func begin() -> TranslationStep {
        do throws(GatewayError) {
            return .answer(try TranslationAnswer(contentType: CVATMedia.type, document: account))
        } catch {
            return .fail(error)
        }
    }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        .fail(GatewayError(.internal, detail: "cvat: nothing was asked"))
    }
}
