package import Domain
package import HTTPWire
import NIOCore

/// What one message means once it is read: the value in which two readings of the same bytes are compared.
package struct WireMessage: Equatable, Sendable {
    package var start: Start
    package var minorVersion: UInt8
    package var fields: [Field]
    package var framing: BodyFraming
    package var keepsAlive: Bool
    package var host: [UInt8]?
    package var expectsContinue: Bool
    /// The body without its framing. Of a message that ends in a fault nothing is kept: how much was handed out before
    /// depends on how the bytes were cut.
    package var payload: [UInt8] = []
    package var trailers: [Field] = []
    package var isComplete = false

    package enum Start: Equatable, Sendable {
        case request(RequestMethod, name: [UInt8], target: [UInt8])
        case response(status: Int)
    }

    package struct Field: Equatable, Sendable {
        package var id: FieldID
        package var isAmbiguous: Bool
        package var isClaim: Bool
        package var isForThisHop: Bool
        package var name: [UInt8]
        package var value: [UInt8]
    }
}

extension WireMessage {
    init(_ head: RequestHead) {
        start = .request(
            head.method, name: head.fields.bytes(head.methodName), target: head.fields.bytes(head.target))
        minorVersion = head.minorVersion
        fields = head.fields.listed(head.connection)
        framing = head.framing
        keepsAlive = head.keepsAlive
        host = head.host.map { head.fields.bytes($0) }
        expectsContinue = head.expectsContinue
    }

    init(_ head: ResponseHead) {
        start = .response(status: head.status)
        minorVersion = head.minorVersion
        fields = head.fields.listed(head.connection)
        framing = head.framing
        keepsAlive = head.keepsAlive
        expectsContinue = false
    }
}

extension FieldSection {
    fileprivate func bytes(_ range: ByteRange) -> [UInt8] {
        bytes.getBytes(at: bytes.readerIndex + Int(range.start), length: Int(range.count)) ?? []
    }

    func listed(_ connection: ConnectionOptions? = nil) -> [WireMessage.Field] {
        let received = bytes
        let span = received.readableBytesUInt8Span
        var fields: [WireMessage.Field] = []
        for line in lines {
            let isForThisHop = connection?.nominates(line, in: span) ?? false
            fields.append(
                WireMessage.Field(
                    id: line.id, isAmbiguous: line.isAmbiguous, isClaim: line.isClaim, isForThisHop: isForThisHop,
                    name: bytes(line.name), value: bytes(line.value)))
        }
        return fields
    }
}
