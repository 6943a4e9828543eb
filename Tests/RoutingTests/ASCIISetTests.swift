import Testing

@testable import Routing

@Suite("Byte sets")
struct ASCIISetTests {
    static let visible = Set(UInt8(0x21)...UInt8(0x7E))
    static let alphanumeric = visible.filter { byte in
        let character = Character(Unicode.Scalar(byte))
        return character.isLetter || character.isNumber
    }

    @Test("each set is what its comment says")
    func definitions() {
        let expected: [(ASCIISet, Set<UInt8>)] = [
            (.plainSegment, Self.visible.subtracting("%/?#\\;".utf8)),
            (.query, Self.visible.subtracting("%#".utf8)),
            (.pathLiteral, Self.alphanumeric.union("-._~!$&'()*+,=:@".utf8)),
            (.authority, Self.alphanumeric.union("-._:[]".utf8)),
        ]
        for (set, members) in expected {
            #expect(Set((UInt8.min...UInt8.max).filter { set.contains($0) }) == members)
        }
    }

    @Test("hexadecimal digits of either case are read, and written in upper case")
    func hexadecimal() {
        for byte in UInt8.min...UInt8.max {
            let text = Character(Unicode.Scalar(byte))
            let expected = byte < 0x80 ? text.hexDigitValue.map { UInt8($0) } : nil
            #expect(Byte.hexValue(byte) == expected)
        }
        #expect((0..<16).map { Byte.hexDigit($0) } == Array("0123456789ABCDEF".utf8))
    }
}
