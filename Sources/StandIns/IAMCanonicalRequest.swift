import Cryptography

/// The text that stands for a request when it is signed with SDK-HMAC-SHA256, made from the request as it was received
/// (https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm-001.html).
struct IAMCanonicalRequest {
    let text: String

    /// What `X-Sdk-Content-Sha256` says of a body that is not part of the signature.
    static let unsignedPayload = "UNSIGNED-PAYLOAD"

    /// - Parameter names: of the fields that are signed, in lower case and in order.
    /// - Returns: `nil` when a signed field is not there exactly once, or the target cannot be read.
    init?(_ request: StandInRequest, signing names: [String]) {
        let halves = request.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var headers = ""
        for name in names {
            let values = request.fields.filter { $0.name.lowercased() == name }.map(\.value)
            guard values.count == 1, let value = values.first else { return nil }
            headers += "\(name):\(Self.trimmed(value))\n"
        }
        guard let path = halves.first.flatMap(Self.path), let query = Self.query(halves.count > 1 ? halves[1] : ""),
            let payload = Self.payload(request)
        else { return nil }
        text = [request.method, path, query, headers, names.joined(separator: ";"), payload].joined(separator: "\n")
    }

    /// Each segment decoded and encoded anew, with a slash at the end whether it came with one or not.
    private static func path(_ raw: Substring) -> String? {
        guard let decoded = HarborTarget.decoded(raw, plusIsSpace: false) else { return nil }
        let path = decoded.split(separator: "/", omittingEmptySubsequences: false).map(encoded).joined(separator: "/")
        return path.hasSuffix("/") ? path : path + "/"
    }

    /// Sorted by name and value before they are encoded. A name without a value gets an equals sign.
    private static func query(_ raw: Substring) -> String? {
        var pairs: [(name: String, value: String)] = []
        for pair in raw.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = HarborTarget.decoded(parts[0], plusIsSpace: true),
                let value = HarborTarget.decoded(parts.count > 1 ? parts[1] : "", plusIsSpace: true)
            else { return nil }
            pairs.append((name, value))
        }
        pairs.sort { one, other in
            // By bytes: the order of texts in Swift is another one.
            one.name == other.name
                ? one.value.utf8.lexicographicallyPrecedes(other.value.utf8)
                : one.name.utf8.lexicographicallyPrecedes(other.name.utf8)
        }
        return pairs.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
    }

    /// The hash of the body; `nil` when the field about it says something else than that or that it is left out.
    private static func payload(_ request: StandInRequest) -> String? {
        guard let digest = try? SHA256.digest(of: request.body) else { return nil }
        let actual = IAMSignature.hex(digest)
        guard !request.body.isEmpty, let declared = request.field("X-Sdk-Content-Sha256") else { return actual }
        return [actual, unsignedPayload].first { $0 == declared }
    }

    /// All but the unreserved characters of RFC 3986 §2.3 as triplets with upper-case digits.
    private static func encoded(_ text: some StringProtocol) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }

    private static func trimmed(_ value: String) -> Substring {
        let start = value.drop { $0 == " " || $0 == "\t" }
        let spaces = start.reversed().prefix { $0 == " " || $0 == "\t" }.count
        return start.dropLast(spaces)
    }
}
