import Foundation

/// The few forms of DER (X.690 §8) that keys and signatures are written in, by hand: also what OpenSSL would not write.
enum DER {
    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        let length: [UInt8] =
            switch count {
            case 0..<128: [UInt8(count)]
            case 128..<256: [0x81, UInt8(count)]
            default: [0x82, UInt8(count >> 8), UInt8(count & 0xff)]
            }
        return [tag] + length + content
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] {
        element(0x30, Array(parts.joined()))
    }

    /// A number that is not negative, from its big-endian bytes.
    static func integer(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array(bytes.drop { $0 == 0 })
        guard let first = digits.first else { return element(0x02, [0]) }
        return element(0x02, first < 0x80 ? digits : [0] + digits)
    }

    static func signature(r: [UInt8], s: [UInt8]) -> [UInt8] {
        sequence(integer(r), integer(s))
    }

    /// A SubjectPublicKeyInfo for RSA (RFC 4055 §1.2) in PEM.
    static func rsa(modulus: [UInt8], exponent: [UInt8]) -> [UInt8] {
        let rsaEncryption: [UInt8] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]
        return publicPEM(
            algorithm: sequence(rsaEncryption, element(0x05, [])),
            key: sequence(integer(modulus), integer(exponent)))
    }

    /// One for a point on P-256 (RFC 5480 §2), as its octets say.
    static func p256(point: [UInt8]) -> [UInt8] {
        let publicKey: [UInt8] = [0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]
        let prime256v1: [UInt8] = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]
        return publicPEM(algorithm: sequence(publicKey, prime256v1), key: point)
    }

    private static func publicPEM(algorithm: [UInt8], key: [UInt8]) -> [UInt8] {
        let text = Data(sequence(algorithm, element(0x03, [0] + key))).base64EncodedString()
        var lines = ["-----BEGIN PUBLIC KEY-----"]
        var rest = Substring(text)
        while !rest.isEmpty {
            lines.append(String(rest.prefix(64)))
            rest = rest.dropFirst(64)
        }
        lines.append("-----END PUBLIC KEY-----\n")
        return Array(lines.joined(separator: "\n").utf8)
    }
}
