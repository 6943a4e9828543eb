import HTTPWire

extension WireMessage {
    /// The message written anew, with its fields as they are and its body as its framing says: reading it must give
    /// the same message.
    package var serialised: [UInt8] {
        var bytes: [UInt8] = []
        switch start {
        case .request(_, let name, let target):
            bytes += name + [UInt8(ascii: " ")] + target + " HTTP/1.\(minorVersion)\r\n".utf8
        case .response(let status):
            bytes += "HTTP/1.\(minorVersion) \(status) \r\n".utf8
        }
        bytes += WireMessage.lines(fields)
        switch framing {
        case .none, .length, .untilClose: bytes += payload
        case .chunked:
            if !payload.isEmpty {
                bytes += "\(String(payload.count, radix: 16))\r\n".utf8
                bytes += payload
                bytes += "\r\n".utf8
            }
            bytes += "0\r\n".utf8
            bytes += WireMessage.lines(trailers)
        }
        return bytes
    }

    private static func lines(_ fields: [Field]) -> [UInt8] {
        var bytes: [UInt8] = []
        for field in fields { bytes += field.name + ": ".utf8 + field.value + "\r\n".utf8 }
        return bytes + "\r\n".utf8
    }
}
