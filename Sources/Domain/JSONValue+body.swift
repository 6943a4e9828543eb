extension JSONValue {
    /// The members of the object that a request's body is.
    ///
    /// - Throws: `.fieldInvalid`, with the same words wherever a body is read.
    package static func bodyMembers(_ bytes: [UInt8]) throws(GatewayError) -> [String: JSONValue] {
        guard let document = document(of: bytes) else { throw .noJSON }
        guard case .object(let members) = document else { throw .noObject }
        return members
    }
}

extension GatewayError {
    /// A body that every reader should read the same way, and does not.
    package static let noJSON = GatewayError(
        .fieldInvalid, message: "the body is not one JSON text with each member once")

    /// JSON, but not what has members.
    package static let noObject = GatewayError(.fieldInvalid, message: "the body is not a JSON object")
}
