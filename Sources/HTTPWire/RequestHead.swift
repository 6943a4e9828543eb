package import Domain

/// The head of one request, read in place. A value of this type has passed every check of RFC 9112 that concerns
/// syntax and framing; the target's own rules are `Routing.RequestTarget`'s.
package final class RequestHead {
    /// Request line, fields and the empty line; `fields.lines` and the ranges below count from its first byte.
    package let fields = FieldSection()
    package internal(set) var method = RequestMethod.other
    package internal(set) var methodName = ByteRange.empty
    package internal(set) var target = ByteRange.empty
    /// HTTP/1.0 or 1.1.
    package internal(set) var minorVersion: UInt8 = 1
    package internal(set) var framing = BodyFraming.none
    package internal(set) var connection = ConnectionOptions()
    package internal(set) var host: ByteRange?
    package internal(set) var expectsContinue = false

    package init() {}

    /// Nothing of the head is needed any more: its bytes go back to the channel's pool of read buffers.
    package func release() {
        fields.release()
        methodName = .empty
        target = .empty
        host = nil
    }

    /// Whether the client will read another answer on this connection (RFC 9112 §9.3).
    package var keepsAlive: Bool {
        minorVersion == 1 ? !connection.close : connection.keepAlive && !connection.close
    }
}
