import Domain

/// The body of a `/v1` list: `{"data":[…],"total":n,"code":200,"message":"success"}`.
struct ListEnvelope<Row: Encodable>: Encodable {
    let data: [Row]
    /// All rows that match, before paging.
    let total: Int
    let code = 200
    let message = "success"

    private enum CodingKeys: CodingKey {
        case data, total, code, message
    }

    func answer() throws(GatewayError) -> TranslationAnswer { try TranslationAnswer(success: self) }
}
