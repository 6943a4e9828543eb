/// A password for an account that is created without one, to be shown to a person once.
///
/// 20 characters, the most that the `/v1` rule allows, out of 55 that are not mistaken for each other in print (no
/// `0 O 1 l I` and no `o`, `i`): over 110 bits. Holds an upper-case letter, a lower-case letter and a digit by the
/// same rule.
package enum GeneratedPassword {
    package static let length = 20
    private static let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789".utf8)

    package static func make() throws(CryptographyError) -> String {
        while true {
            var characters: [UInt8] = []
            while characters.count < length {
                // Bytes past the last whole multiple of the alphabet are dropped: taking them modulo its size would
                // favour its first characters.
                for byte in try Randomness.bytes(length)
                where Int(byte) < 256 / alphabet.count * alphabet.count && characters.count < length {
                    characters.append(alphabet[Int(byte) % alphabet.count])
                }
            }
            let password = String(decoding: characters, as: UTF8.self)
            if password.contains(where: \.isUppercase), password.contains(where: \.isLowercase),
                password.contains(where: \.isNumber)
            {
                return password
            }
        }
    }
}
