import Foundation

/// A token's header and claims, read without a look at its signature.
struct TokenText {
    let header: [String: Any]
    let claims: [String: Any]

    init(_ token: String) throws {
        let parts = token.split(separator: ".").map(String.init)
        guard parts.count == 3 else { throw PlainMessage.Fault(description: "not three parts: \(token)") }
        header = try Self.object(parts[0])
        claims = try Self.object(parts[1])
    }

    /// A claim that is a whole number.
    func number(_ name: String) throws -> Int {
        guard let number = claims[name] as? Int else {
            throw PlainMessage.Fault(description: "no number \(name) in \(claims)")
        }
        return number
    }

    func text(_ name: String) -> String? { claims[name] as? String }

    /// The name of the key that signed.
    var key: String? { header["kid"] as? String }

    private static func object(_ part: String) throws -> [String: Any] {
        let standard = part.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        let padded = standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: padded),
            let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        else { throw PlainMessage.Fault(description: "not an object in base64url: \(part)") }
        return object
    }
}
