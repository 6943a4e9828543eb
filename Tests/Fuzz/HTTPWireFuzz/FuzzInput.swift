import HTTPWire
import WireTranscript

/// One fuzzer input. The first byte: bit 0 responses (else requests), bit 1 every second response answers HEAD, bit 2 the
/// connection ends after the bytes, bit 3 small limits, bits 4 to 7 where the bytes are cut.
struct FuzzInput {
    let side: WireSide
    let limits: WireLimits
    let ends: Bool
    let cuts: [Int]
    let bytes: [UInt8]

    /// `nil` without an options byte.
    init?(_ input: [UInt8]) {
        guard let options = input.first else { return nil }
        bytes = Array(input.dropFirst())
        side = options & 1 == 0 ? .requests : .responses(toHead: options & 2 == 0 ? 0 : 0b1010_1010)
        ends = options & 4 != 0
        limits = options & 8 == 0 ? WireLimits() : FuzzInput.smallLimits
        var generator = SeededGenerator(seed: UInt64(options >> 4))
        let count = bytes.count
        cuts = (0..<3).map { _ in Int.random(in: 0...count, using: &generator) }.sorted()
    }

    /// Small enough that inputs of 4 KiB reach every one of them.
    private static var smallLimits: WireLimits {
        var limits = WireLimits()
        limits.requestLine = 64
        limits.fields = 256
        limits.fieldCount = 8
        limits.trailers = 64
        limits.chunkLine = 16
        limits.chunkExtensions = 24
        return limits
    }
}
