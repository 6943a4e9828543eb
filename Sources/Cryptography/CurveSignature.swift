internal import COpenSSL

/// The two spellings of an ECDSA signature: OpenSSL's DER sequence, and `r` and `s` side by side in the width of the
/// curve, which is what tokens carry (RFC 7518 §3.4).
enum CurveSignature {
    /// `width`: bytes of one number.
    static func plain(_ sequence: [UInt8], width: Int) throws(CryptographyError) -> [UInt8] {
        let both: [UInt8]? = sequence.withUnsafeBufferPointer { buffer in
            var position = buffer.baseAddress
            guard let parsed = d2i_ECDSA_SIG(nil, &position, buffer.count) else { return nil }
            defer { ECDSA_SIG_free(parsed) }
            var both = [UInt8](repeating: 0, count: 2 * width)
            let done = both.withUnsafeMutableBufferPointer { both in
                BN_bn2binpad(ECDSA_SIG_get0_r(parsed), both.baseAddress, Int32(width)) == width
                    && BN_bn2binpad(ECDSA_SIG_get0_s(parsed), both.baseAddress?.advanced(by: width), Int32(width))
                        == width
            }
            return done ? both : nil
        }
        guard let both else { throw .operationFailed("d2i_ECDSA_SIG") }
        return both
    }

    /// `nil` when memory ran out; any bytes of the right length have a sequence.
    static func sequence(_ plain: [UInt8]) -> [UInt8]? {
        let width = plain.count / 2
        guard let parsed = ECDSA_SIG_new() else { return nil }
        defer { ECDSA_SIG_free(parsed) }
        guard let r = BN_bin2bn(plain, Int32(width), nil) else { return nil }
        guard let s = BN_bin2bn(Array(plain[width...]), Int32(width), nil) else {
            BN_free(r)
            return nil
        }
        guard ECDSA_SIG_set0(parsed, r, s) == 1 else {
            BN_free(r)
            BN_free(s)
            return nil
        }
        // Two lengths and tags of at most three bytes each, a sign byte each, and the sequence's own head.
        var sequence = [UInt8](repeating: 0, count: plain.count + 16)
        let length = sequence.withUnsafeMutableBufferPointer { buffer in
            var position = buffer.baseAddress
            return i2d_ECDSA_SIG(parsed, &position)
        }
        return length > 0 ? Array(sequence.prefix(Int(length))) : nil
    }
}
