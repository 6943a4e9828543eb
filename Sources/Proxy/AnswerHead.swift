import HTTPWire
import NIOCore
import Policy

/// The head of an answer that the gateway makes itself.
enum AnswerHead {
    /// Writes the whole head.
    ///
    /// What the route's policy sets or removes goes before the gateway's own fields, but not in a refusal: what keeps that
    /// out of caches, or says how to log in, stays.
    ///
    /// - Parameters:
    ///   - fields: of the answer, without those below.
    ///   - length: of the content; `nil` for an answer that has none by definition.
    ///   - keepsAlive: whether the client may send another request.
    static func write(
        _ status: Int, _ fields: [(name: String, value: String)], length: Int?, keepsAlive: Bool,
        client: ClientConnection, into buffer: inout ByteBuffer
    ) {
        buffer.writeStaticString("HTTP/1.1 ")
        buffer.write(decimal: status)
        buffer.writeStaticString(" ")
        buffer.writeStaticString(ReasonPhrase.of(status))
        buffer.writeStaticString("\r\n")
        // What an upstream has said stays as it is: when the answer came about, not when it passed here.
        let isDated = fields.contains { $0.name.utf8.count == 4 && $0.name.lowercased() == "date" }
        let fields = isDated ? fields : fields + [("Date", client.loop.date())]
        let edit = client.record.route?.policy.headers.response
        let removed = status < 400 ? edit?.removed ?? [] : []
        for field in fields where removed.isEmpty || !removed.contains(bytes(field.name)) {
            buffer.writeString("\(field.name): \(field.value)\r\n")
        }
        if let edit, !edit.set.isEmpty {
            let own = status < 400 ? [] : fields.map { bytes($0.name) }
            for line in edit.set where !own.contains(line.name) { buffer.writeBytes(line.bytes) }
        }
        if let length {
            buffer.writeStaticString("Content-Length: ")
            buffer.write(decimal: length)
            buffer.writeStaticString("\r\n")
        }
        let request = client.reader.head
        if !keepsAlive {
            buffer.writeStaticString("Connection: close\r\n")
        } else if request.minorVersion == 0 {
            buffer.writeStaticString("Connection: keep-alive\r\n")
        }
        buffer.writeStaticString("X-Request-Id: ")
        client.record.id.write(into: &buffer, head: request)
        buffer.writeStaticString("\r\n\r\n")
    }

    private static func bytes(_ name: String) -> [UInt8] { Array(name.lowercased().utf8) }
}
