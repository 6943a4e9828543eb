/// One request as a stand-in sees it: whole, with its fields as text.
package struct StandInRequest: Sendable {
    package let method: String
    /// As it came: origin-form, still encoded.
    package let target: String
    package let fields: [(name: String, value: String)]
    package let body: [UInt8]

    package init(method: String, target: String, fields: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
    }

    /// The first value of a field; its name is compared without regard to case.
    package func field(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// One answer of a stand-in. `StandInServer` adds the framing fields and `Connection`.
package struct StandInResponse: Sendable {
    package var status: Int
    package var fields: [(name: String, value: String)]
    /// For HEAD: what GET would have sent. Its length is told, its bytes are not.
    package var body: [UInt8]
    /// Sent as one chunk and the last, without a length, as servers do that do not know it beforehand.
    package var isChunked: Bool
    package var ending: Ending

    /// How much of the answer is sent. `after`: that many bytes of the body; `nil` is not even the head.
    package enum Ending: Sendable, Equatable {
        case whole
        /// Then the connection is closed.
        case cut(after: Int?)
        /// Then nothing more comes, on a connection that stays open until the client or the server ends it.
        case stalled(after: Int?)
    }

    package init(
        status: Int, fields: [(name: String, value: String)] = [], body: [UInt8] = [], isChunked: Bool = false,
        ending: Ending = .whole
    ) {
        self.status = status
        self.fields = fields
        self.body = body
        self.isChunked = isChunked
        self.ending = ending
    }

    /// The first value of a field; its name is compared without regard to case.
    package func field(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
