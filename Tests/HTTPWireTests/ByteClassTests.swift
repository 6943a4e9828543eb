import Testing
import WireTranscript

@testable import HTTPWire

/// The scans that go eight bytes a step, against the plain reading of their grammar.
@Suite("Byte classes")
struct ByteClassTests {
    @Test("a line feed is found where it is, from every start")
    func lineFeed() {
        forRandomBytes { bytes in
            for start in bytes.indices {
                let found = lineFeed(bytes, from: start)
                #expect(found == bytes[start...].firstIndex(of: 0x0A))
            }
        }
    }

    @Test("text is text in every part of a block")
    func text() {
        forRandomBytes { bytes in
            for start in bytes.indices {
                let expected = bytes[start...].allSatisfy { $0 == 9 || $0 >= 32 && $0 != 127 }
                #expect(isText(bytes, start..<bytes.count) == expected)
            }
        }
    }

    @Test("visible characters end where the first other byte is")
    func visibleEnd() {
        forRandomBytes { bytes in
            for start in 0...bytes.count {
                let expected = bytes[start...].firstIndex { $0 < 0x21 || $0 > 0x7E } ?? bytes.count
                #expect(visibleEnd(bytes, start..<bytes.count) == expected)
            }
        }
    }

    @Test("one control or DEL among tabs and text is seen at every offset", arguments: 0...255)
    func oneByte(_ value: Int) {
        let byte = UInt8(value)
        let expected = byte == 9 || byte >= 32 && byte != 127
        for filler: UInt8 in [0x09, 0x20, 0x7E, 0x80, 0xFF] {
            for offset in 0..<19 {
                var bytes = [UInt8](repeating: filler, count: 19)
                bytes[offset] = byte
                #expect(isText(bytes, 0..<19) == expected)
                #expect(lineFeed(bytes, from: 0) == (byte == 0x0A ? offset : nil))
                let isVisible = (0x21...0x7E).contains(byte)
                if filler == 0x7E { #expect(visibleEnd(bytes, 0..<19) == (isVisible ? 19 : offset)) }
            }
        }
    }

    @Test("a token is what RFC 9110 §5.6.2 lists")
    func token() {
        let legal = Set("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        for byte in UInt8.min...UInt8.max {
            #expect(isToken([byte], 0..<1) == legal.contains(byte))
            #expect(isToken([0x61, byte], 0..<2) == legal.contains(byte))
        }
        #expect(!isToken([0x61], 1..<1))
    }

    @Test("letter case is folded for letters only")
    func equality() {
        for byte in UInt8.min...UInt8.max {
            let isB = byte == UInt8(ascii: "b") || byte == UInt8(ascii: "B")
            #expect(equals([0x61, byte], "ab") == isB)
            let isDash = byte == UInt8(ascii: "-")
            #expect(equals([0x61, byte], "a-") == isDash)
        }
        #expect(!equals([0x61], "ab"))
    }

    /// Blocks of up to 40 bytes: some of any bytes, some of text with a rare stranger.
    private func forRandomBytes(_ body: ([UInt8]) -> Void) {
        var generator = SeededGenerator(seed: 11)
        for round in 0..<400 {
            let count = Int.random(in: 0...40, using: &generator)
            let bytes = (0..<count).map { _ in
                round & 1 == 0 || Int.random(in: 0..<20, using: &generator) == 0
                    ? UInt8.random(in: 0...255, using: &generator) : UInt8.random(in: 0x20...0x7E, using: &generator)
            }
            body(bytes)
        }
    }

    // The macros take no operand that is not escapable, which `Span` is.
    private func lineFeed(_ bytes: [UInt8], from start: Int) -> Int? { ByteClass.lineFeed(in: bytes.span, from: start) }
    private func isText(_ bytes: [UInt8], _ range: Range<Int>) -> Bool { ByteClass.isText(bytes.span, range) }
    private func visibleEnd(_ bytes: [UInt8], _ range: Range<Int>) -> Int { ByteClass.visibleEnd(bytes.span, range) }
    private func isToken(_ bytes: [UInt8], _ range: Range<Int>) -> Bool { ByteClass.isToken(bytes.span, range) }
    private func equals(_ bytes: [UInt8], _ literal: StaticString) -> Bool {
        ByteClass.equals(bytes.span, bytes.indices, lowercase: literal)
    }
}
