package import Domain
package import NIOCore
internal import Synchronization
package import Tokens

/// A request that the gateway answers itself, whole.
package struct LocalRequest: Sendable {
    package let method: RequestMethod
    /// Typed path parameters by name, decoded.
    package let parameters: [String: String]
    /// Without the question mark, as it came.
    package let query: String
    package let contentType: String?
    package internal(set) var body: ByteBuffer
    /// Set whenever the route asks for a token.
    package internal(set) var principal: Principal?
    /// The token that the principal came with.
    package let token: VerifiedToken?
    /// Whether that token was exchanged for another one, and its grace is over.
    package let isSuperseded: Bool
    package let requestID: String
    /// The peer's address and port, as logs name it.
    package let client: String
    /// Whether somebody still waits for the answer.
    package let presence: ClientPresence
    /// The peer's address alone; empty when it has none.
    package let address: String
}

/// Whether the client of a request is still there. Set on its event loop, read wherever its work is done.
package final class ClientPresence: Sendable {
    private let isGoneFlag = Atomic(false)

    package init() {}

    package var isGone: Bool { isGoneFlag.load(ordering: .relaxed) }

    func leave() { isGoneFlag.store(true, ordering: .relaxed) }
}

package struct LocalResponse: Sendable {
    package var status: Int
    /// Empty: the answer says none.
    package var contentType: String
    package var fields: [(name: String, value: String)]
    package var body: [UInt8]

    package init(
        status: Int = 200, contentType: String = "application/json", fields: [(name: String, value: String)] = [],
        body: [UInt8]
    ) {
        self.status = status
        self.contentType = contentType
        self.fields = fields
        self.body = body
    }
}

/// Something that `to: { local: … }` names. It may wait and block nothing: it runs off the event loops.
package protocol LocalEndpoint: Sendable {
    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse
    /// Whether it wants to see requests whose token was exchanged for another some time ago. All others answer 401.
    var takesSupersededTokens: Bool { get }
    /// Whether all that it changes is the caller's own session.
    var isAboutOwnSession: Bool { get }
}

extension LocalEndpoint {
    package var takesSupersededTokens: Bool { false }
    package var isAboutOwnSession: Bool { false }
}
