import HTTPWire
import NIOCore

/// The id that an exchange has in both directions, in logs and in error bodies: the client's own when it sent a plain
/// one, otherwise made.
enum RequestID {
    case made(UInt64)
    /// Where it stands in the request's head.
    case given(ByteRange)

    /// Longest id taken over: a UUID has 36, trace ids up to 64.
    private static let longest = 64

    /// Takes the client's id over only when it is plain, since it will stand in logs of other programs.
    init(_ head: RequestHead, made: UInt64) {
        guard let line = head.fields.first(.xRequestId), (1...Self.longest).contains(Int(line.value.count)) else {
            self = .made(made)
            return
        }
        let block = head.fields.bytes
        let bytes = block.readableBytesUInt8Span
        for index in line.value.range where !Self.isPlain(bytes[index]) {
            self = .made(made)
            return
        }
        self = .given(line.value)
    }

    func write(into out: inout HeadComposer, head: RequestHead) {
        switch self {
        case .given(let range):
            out.append(range, of: head.fields)
        case .made(let number):
            out.append(Self.hexadecimal(UInt32(truncatingIfNeeded: number >> 32)))
            out.append(Self.hexadecimal(UInt32(truncatingIfNeeded: number)))
        }
    }

    func write(into buffer: inout ByteBuffer, head: RequestHead) {
        buffer.compose(atMost: Self.longest) { write(into: &$0, head: head) }
    }

    func text(head: RequestHead) -> String {
        var buffer = ByteBuffer()
        write(into: &buffer, head: head)
        return String(buffer: buffer)
    }

    /// Eight lower-case digits as the bytes of one big-endian number: each nibble is spread to a byte of its own, then
    /// those above 9 are moved on to the letters.
    private static func hexadecimal(_ number: UInt32) -> UInt64 {
        var spread = UInt64(number)
        spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFF
        spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF
        spread = (spread | spread << 4) & 0x0F0F_0F0F_0F0F_0F0F
        let letters = (spread &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return spread &+ 0x3030_3030_3030_3030 &+ letters &* UInt64(UInt8(ascii: "a") - UInt8(ascii: "0") - 10)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "/")
    }
}

/// Makes ids that do not repeat: SplitMix64 (Steele, Lea, Flood 2014) visits every 64-bit number once, from a random
/// start. Ids are names, not secrets.
struct RequestIDSource {
    private var state = UInt64.random(in: .min ... .max)

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
