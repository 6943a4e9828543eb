/// Damages messages the way attackers and faults do, the same way in each run.
struct Mutation {
    /// SplitMix64: small, seeded, good enough to choose places and bytes.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }

    private static let pieces = [
        "\r\n", "\n", "\r", "\0", " ", "\t", ":", ",", ";", "%", "%2e%2e/", "%00", "//", "../", "\\", "0\r\n\r\n", "0x",
        "-1", "+", "99999999999999999999", "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: identity\r\n", "Host: b\r\n", " folded\r\n", "Connection: close, x-a\r\n",
        "X-Request-Id: i\r\n", "Expect: 100-continue\r\n", "GET /relay/y HTTP/1.1\r\nHost: c\r\n\r\n", "HTTP/1.0",
        "\u{fffd}", "1", "f",
    ].map { Array($0.utf8) }

    private var generator: Generator

    init(seed: UInt64) {
        generator = Generator(state: seed)
    }

    /// The message with one to three things wrong, or, by chance, none that matter.
    mutating func damaged(_ message: [UInt8]) -> [UInt8] {
        var bytes = message
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...4, using: &generator)))
            case 3: bytes.removeLast(bytes.count - place)
            case 4:
                let end = min(bytes.count, place + Int.random(in: 1...24, using: &generator))
                bytes.insert(contentsOf: bytes[place..<end], at: place)
            default:
                guard let piece = Self.pieces.randomElement(using: &generator) else { break }
                bytes.insert(contentsOf: piece, at: place)
            }
        }
        return bytes
    }

    mutating func choice<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &generator)]
    }
}
