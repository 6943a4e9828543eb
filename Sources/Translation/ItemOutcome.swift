/// What became of one item of a multi-item call: `{"name":"…","code":409,"message":"…"}`.
struct ItemOutcome: Encodable, Sendable {
    let key: Key
    /// An HTTP status.
    let code: Int
    let message: String

    /// What the client called it.
    enum Key: Sendable {
        case name(String)
        case projectID(Int64)
    }

    private enum CodingKeys: String, CodingKey {
        case name, code, message
        case projectID = "projectId"
    }

    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        switch key {
        case .name(let name): try members.encode(name, forKey: .name)
        case .projectID(let id): try members.encode(id, forKey: .projectID)
        }
        try members.encode(code, forKey: .code)
        try members.encode(message, forKey: .message)
    }
}

/// The body of a multi-item call that was done: `{"data":[…],"code":200,"message":"success"}`.
struct ItemEnvelope: Encodable {
    let data: [ItemOutcome]
    let code = 200
    let message = "success"

    private enum CodingKeys: CodingKey {
        case data, code, message
    }
}
