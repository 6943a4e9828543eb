import HTTPWire
import NIOCore
import Policy

/// What every head has in common that the gateway makes itself.
enum AnswerHead {
    /// Begins a head: its status line.
    static func begin(_ status: Int, into buffer: inout ByteBuffer) {
        buffer.writeStaticString("HTTP/1.1 ")
        buffer.write(decimal: status)
        buffer.writeStaticString(" ")
        buffer.writeStaticString(ReasonPhrase.of(status))
        buffer.writeStaticString("\r\n")
    }

    /// Ends it: the date, whether the client may send another request (`keepsAlive`), the exchange's id and the empty
    /// line.
    static func end(keepsAlive: Bool, client: ClientConnection, into buffer: inout ByteBuffer) {
        let request = client.reader.head
        if let lines = client.record.route?.policy.headers.response.lines { buffer.writeBytes(lines) }
        buffer.writeStaticString("Date: ")
        buffer.writeString(client.loop.date())
        if !keepsAlive {
            buffer.writeStaticString("\r\nConnection: close")
        } else if request.minorVersion == 0 {
            buffer.writeStaticString("\r\nConnection: keep-alive")
        }
        buffer.writeStaticString("\r\nX-Request-Id: ")
        client.record.id.write(into: &buffer, head: request)
        buffer.writeStaticString("\r\n\r\n")
    }
}
