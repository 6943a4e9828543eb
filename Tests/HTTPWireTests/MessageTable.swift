import HTTPWire
import Testing

/// One row: a name for the failure's message, the bytes, and the fault they must end in (`nil`: none).
struct MessageRow: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let fault: WireFault?

    init(_ name: String, _ text: String, _ fault: WireFault? = nil) {
        self.name = name
        bytes = Array(text.utf8)
        self.fault = fault
    }

    init(_ name: String, bytes: [UInt8], _ fault: WireFault? = nil) {
        self.name = name
        self.bytes = bytes
        self.fault = fault
    }

    var testDescription: String { name }

    /// A GET with these lines between `Host` and the empty line.
    static func head(_ name: String, _ lines: String, _ fault: WireFault? = nil) -> MessageRow {
        MessageRow(name, "GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n", fault)
    }

    /// A chunked POST with this body.
    static func chunked(_ name: String, _ body: String, _ fault: WireFault? = nil) -> MessageRow {
        MessageRow(name, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)", fault)
    }
}
