import Testing

@testable import Tokens

@Suite struct AuthorizationFieldTests {
    private func token(_ value: String) -> String? {
        let bytes = Array(value.utf8)
        return AuthorizationField.token(in: bytes.span).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    @Test(
        "finds the token alone or behind Bearer",
        arguments: [
            ("eyJ.e30.AAAA", "eyJ.e30.AAAA"), ("Bearer eyJ.e30.AAAA", "eyJ.e30.AAAA"),
            ("bearer eyJ.e30.AAAA", "eyJ.e30.AAAA"), ("BEARER eyJ.e30.AAAA", "eyJ.e30.AAAA"),
            ("Bearer    eyJ.e30.AAAA", "eyJ.e30.AAAA"), ("x", "x"), ("Bearer x", "x"), ("Bearerx", "Bearerx"),
            ("beare", "beare"),
        ])
    func found(value: String, expected: String) {
        #expect(token(value) == expected)
    }

    @Test(
        "finds none in anything else",
        arguments: [
            "", " ", "Bearer", "Bearer ", "Bearer    ", "Basic dXNlcjpwYXNz", "Digest a=b, c=d", "eyJ.e30.AAAA x",
            "Bearer eyJ.e30.AAAA x", "Bearer eyJ.e30.AAAA ", " eyJ.e30.AAAA", "eyJ.e30.AAAA ", "Bearer\teyJ.e30.AAAA",
            "Bearer eyJ.e30.\u{0}AAAA", "Bearer Bearer eyJ.e30.AAAA", "eyJ.e30.AAAA,eyJ.e30.AAAA x",
        ])
    func absent(value: String) {
        #expect(token(value) == nil)
    }

    @Test("sees a space or control at every position, and no token character as one")
    func everyPosition() {
        let allowed = (0x21...0xff).map { UInt8($0) }
        #expect(AuthorizationField.token(in: allowed.span) == 0..<allowed.count)
        for length in 1...24 {
            for position in 0..<length {
                for byte: UInt8 in [0x00, 0x09, 0x1f, 0x20] {
                    var bytes = [UInt8](repeating: 0x21, count: length)
                    bytes[position] = byte
                    #expect(AuthorizationField.token(in: bytes.span) == nil)
                }
            }
        }
    }
}
