/// The head of one response from an upstream, read in place.
package final class ResponseHead {
    /// Status line, fields and the empty line.
    package let fields = FieldSection()
    /// 100 to 599.
    package internal(set) var status = 0
    package internal(set) var minorVersion: UInt8 = 1
    package internal(set) var framing = BodyFraming.none
    package internal(set) var connection = ConnectionOptions()
    /// Ids that some line has: what is not there need not be looked for.
    package internal(set) var present: FieldSet = []
    /// Bytes of the status line, its line end included.
    package internal(set) var statusLineCount = 0

    package init() {}

    /// Nothing of the head is needed any more: its bytes go back to the channel's pool of read buffers.
    package func release() { fields.release() }

    package var isInterim: Bool { status < 200 }

    /// Whether the connection can carry another request after this message (RFC 9112 §9.3).
    package var keepsAlive: Bool {
        guard framing != .untilClose, !connection.close else { return false }
        return minorVersion == 1 || connection.keepAlive
    }
}
