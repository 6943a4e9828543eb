import FoundationEssentials

/// Harbor's guard against forged requests: a cookie holds 32 bytes, and an unsafe request has to repeat them in a field
/// under a mask, so that the field looks different in every answer and means the same.
///
/// Nothing is kept: the server knows its own cookies by a tag in them. The tag keeps mistakes out, not attackers.
struct HarborCSRF: Sendable {
    static let cookie = "_gorilla_csrf"
    static let field = "X-Harbor-CSRF-Token"

    private static let size = 32
    private let key: UInt64

    init(key: UInt64) {
        self.key = key
    }

    /// The bytes in a cookie that this server has given out; `nil` for any other.
    func bytes(inCookie value: String?) -> [UInt8]? {
        guard let value, let data = Data(base64Encoded: value), data.count == Self.size + 8 else { return nil }
        let bytes = Array(data.prefix(Self.size))
        return Array(data.suffix(8)) == tag(of: bytes) ? bytes : nil
    }

    /// The value of a cookie; it ends in `==`, as the real one may.
    func cookie(of bytes: [UInt8]) -> String {
        Data(bytes + tag(of: bytes)).base64EncodedString()
    }

    /// - Parameter mask: 32 bytes.
    func token(of bytes: [UInt8], mask: [UInt8]) -> String {
        Data(mask + zip(mask, bytes).map { $0 ^ $1 }).base64EncodedString()
    }

    func isToken(_ text: String, of bytes: [UInt8]) -> Bool {
        guard let data = Data(base64Encoded: text), data.count == 2 * Self.size else { return false }
        return zip(data.prefix(Self.size), data.suffix(Self.size)).map { $0 ^ $1 } == bytes
    }

    private func tag(of bytes: [UInt8]) -> [UInt8] {
        // FNV-1a, begun with the key.
        var numbers = HarborNumbers(seed: bytes.reduce(key) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
        return numbers.bytes(8)
    }
}
