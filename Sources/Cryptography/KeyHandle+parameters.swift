internal import COpenSSL

extension KeyHandle {
    /// The public numbers of the key, refusing every type, curve and size that the project does not use.
    func publicParameters() throws(CryptographyError) -> PublicKey.Parameters {
        switch EVP_PKEY_get_base_id(pointer) {
        case EVP_PKEY_EC:
            switch curve() {
            case "prime256v1":
                return .p256(
                    x: try number(OSSL_PKEY_PARAM_EC_PUB_X, width: 32),
                    y: try number(OSSL_PKEY_PARAM_EC_PUB_Y, width: 32))
            case "secp384r1":
                return .p384(
                    x: try number(OSSL_PKEY_PARAM_EC_PUB_X, width: 48),
                    y: try number(OSSL_PKEY_PARAM_EC_PUB_Y, width: 48))
            default: throw .keyUnsupported
            }
        case EVP_PKEY_RSA:
            let bits = Int(EVP_PKEY_get_bits(pointer))
            guard KeyKind.acceptedRSABits.contains(bits) else { throw .keySizeRefused(bits: bits) }
            let exponent = try number(OSSL_PKEY_PARAM_RSA_E)
            // Under an exponent of 1 every message is its own signature; an even one cannot be honest.
            guard let last = exponent.last, last & 1 == 1, exponent != [1] else { throw .keyMalformed }
            return .rsa(modulus: try number(OSSL_PKEY_PARAM_RSA_N), exponent: exponent)
        default:
            throw .keyUnsupported
        }
    }

    private func curve() -> String? {
        var name = [CChar](repeating: 0, count: 64)
        var length = 0
        guard EVP_PKEY_get_utf8_string_param(pointer, OSSL_PKEY_PARAM_GROUP_NAME, &name, name.count, &length) == 1
        else { return nil }
        return String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A named number, big-endian; without `width`, in as many bytes as it needs (RFC 7518 §6.3.1).
    private func number(_ name: String, width: Int? = nil) throws(CryptographyError) -> [UInt8] {
        var number: OpaquePointer?
        guard EVP_PKEY_get_bn_param(pointer, name, &number) == 1, let number else {
            throw .operationFailed("EVP_PKEY_get_bn_param")
        }
        defer { BN_free(number) }
        var bytes = [UInt8](repeating: 0, count: width ?? (Int(BN_num_bits(number)) + 7) / 8)
        guard BN_bn2binpad(number, &bytes, Int32(bytes.count)) == Int32(bytes.count) else {
            throw .operationFailed("BN_bn2binpad")
        }
        return bytes
    }
}
