import Cryptography
import Domain
import Foundation

/// The `Authorization` field of a request that is signed with SDK-HMAC-SHA256, and whether it is right.
///
/// Written from the description of the algorithm, apart from the gateway's own signer: a mistake in one of the two is
/// seen by the other.
struct IAMSignature: Equatable {
    let accessKey: String
    /// In lower case, sorted, each once.
    let signedNames: [String]
    /// 64 hexadecimal digits in lower case.
    let signature: String

    static let algorithm = "SDK-HMAC-SHA256"
    /// How far the date of a request may be from now, in seconds.
    static let tolerance: Int64 = 15 * 60

    /// `SDK-HMAC-SHA256 Access=…, SignedHeaders=a;b, Signature=…`
    init?(_ field: String) {
        guard field.hasPrefix("\(Self.algorithm) ") else { return nil }
        let parts = field.dropFirst(Self.algorithm.count + 1).components(separatedBy: ", ")
        guard parts.count == 3, let access = Self.value("Access", of: parts[0]),
            let names = Self.value("SignedHeaders", of: parts[1]),
            let signature = Self.value("Signature", of: parts[2])
        else { return nil }
        let list = names.components(separatedBy: ";")
        guard list == Set(list).sorted(), names == names.lowercased(), signature.utf8.count == 64 else { return nil }
        accessKey = access
        signedNames = list
        self.signature = signature
    }

    private static func value(_ name: String, of part: String) -> String? {
        guard part.hasPrefix("\(name)="), part.utf8.count > name.utf8.count + 1 else { return nil }
        return String(part.dropFirst(name.count + 1))
    }

    /// Checks the date, then the signature.
    func verify(_ request: StandInRequest, secret: Secret, now: SWRMoment) throws(IAMRefusal) {
        // Without these two a signature would be good for any host, for ever.
        guard signedNames.contains("host"), signedNames.contains("x-sdk-date"),
            let written = request.field("X-Sdk-Date"), let date = SWRMoment(compact: written)
        else { throw .signatureWrong }
        guard date >= now.advanced(seconds: -Self.tolerance), date <= now.advanced(seconds: Self.tolerance) else {
            throw .signatureExpired
        }
        guard let canonical = IAMCanonicalRequest(request, signing: signedNames),
            let digest = try? SHA256.digest(of: Array(canonical.text.utf8)),
            let code = try? MessageCode.make(
                for: Array("\(Self.algorithm)\n\(written)\n\(Self.hex(digest))".utf8),
                key: Array(secret.reveal().utf8)),
            ConstantTime.equal(Array(Self.hex(code).utf8), Array(signature.utf8))
        else { throw .signatureWrong }
    }

    /// In lower case.
    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0\(digits)" : digits
        }.joined()
    }
}

/// Why a request is not known to come from a user.
enum IAMRefusal: Error, Equatable {
    case credentialMissing
    /// Never given out.
    case tokenUnknown
    /// Given out, but over or withdrawn.
    case tokenEnded
    case keyUnknown
    case signatureWrong
    case signatureExpired
}
