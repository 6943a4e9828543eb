package import Cryptography
package import Domain

/// Signs requests to Huawei Cloud with an access key and its secret key: `SDK-HMAC-SHA256`.
///
/// The rules are those of Huawei's own clients (https://pypi.org/project/huaweicloudsdkcore, `signer/signer.py`). The
/// service refuses a signature that is some 15 minutes old or early, so the machine needs the right time.
package struct SDKSignature: RequestSigner {
    static let algorithm = "SDK-HMAC-SHA256"

    private let accessKey: String
    private let secretKey: Secret

    package init(accessKey: String, secretKey: Secret) {
        self.accessKey = accessKey
        self.secretKey = secretKey
    }

    /// The query goes out in the form that is signed: sorted, each name with a `=`, a space as `%20`.
    ///
    /// Hashing fails only where the process has no memory left; then the request goes unsigned, and is refused.
    package func sign(method: String, target: String, host: String, body: [UInt8], now: Int64) -> SignedRequest {
        let (path, query) = Self.parts(of: target)
        let canonicalQuery = Self.canonicalQuery(query)
        let target = canonicalQuery.isEmpty ? String(path) : "\(path)?\(canonicalQuery)"
        // Mandatory, even on GET.
        let fields = [("Content-Type", "application/json"), ("X-Sdk-Date", Self.date(now))]
        var lines = fields.map { "\($0.0): \($0.1)\r\n" }.joined()
        let value = try? authorization(method: method, target: target, fields: fields + [("Host", host)], body: body)
        if let value { lines += "Authorization: \(value)\r\n" }
        return SignedRequest(target: target, lines: Array(lines.utf8))
    }

    /// The value of `Authorization` for a request with these fields.
    /// - Parameters:
    ///   - target: origin-form. Its query has to be sent in canonical form (see `sign`), its path as it stands here.
    ///   - fields: all that are sent, with `Host` and `X-Sdk-Date`. Those with a `_` in their name are not signed.
    package func authorization(
        method: String, target: String, fields: [(name: String, value: String)], body: [UInt8]
    ) throws(CryptographyError) -> String {
        let signed = Self.signedFields(fields)
        let request = try Self.canonicalRequest(method: method, target: target, signed: signed, body: body)
        let date = signed.first { $0.name == "x-sdk-date" }?.value ?? ""
        let digest = Self.hexadecimal(try SHA256.digest(of: Array(request.utf8)))
        let text = "\(Self.algorithm)\n\(date)\n\(digest)"
        let code = try MessageCode.make(for: Array(text.utf8), key: Array(secretKey.reveal().utf8))
        let names = signed.map(\.name).joined(separator: ";")
        return "\(Self.algorithm) Access=\(accessKey), SignedHeaders=\(names), Signature=\(Self.hexadecimal(code))"
    }

    /// - Parameter signed: as `signedFields` gives them.
    private static func canonicalRequest(
        method: String, target: String, signed: [(name: String, value: String)], body: [UInt8]
    ) throws(CryptographyError) -> String {
        let (path, query) = parts(of: target)
        let declared = signed.first { $0.name == "x-sdk-content-sha256" }?.value
        let digest =
            if let declared, !body.isEmpty { declared } else { hexadecimal(try SHA256.digest(of: body)) }
        // Each field line has its own end, so that an empty line follows the last.
        let lines = signed.map { "\($0.name):\($0.value)\n" }.joined()
        let names = signed.map(\.name).joined(separator: ";")
        return [method, canonicalPath(path), canonicalQuery(query), lines, names, digest].joined(separator: "\n")
    }

    /// Names in lower case, sorted; values without the space around them.
    private static func signedFields(_ fields: [(name: String, value: String)]) -> [(name: String, value: String)] {
        fields.filter { !$0.name.contains("_") }
            .map { field in
                let value = field.value.utf8.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
                return (field.name.lowercased(), String(decoding: Array(value), as: UTF8.self))
            }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private static func parts(of target: String) -> (path: Substring, query: Substring) {
        guard let mark = target.firstIndex(of: "?") else { return (target[...], "") }
        return (target[..<mark], target[target.index(after: mark)...])
    }

    /// Decoded and encoded again, segment by segment, with a slash at the end; the request line keeps the original.
    private static func canonicalPath(_ path: Substring) -> String {
        let segments = PercentEncoding.decoded(path.utf8, plusIsSpace: false)
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let canonical = segments.map { PercentEncoding.encoded($0) }.joined(separator: "/")
        return canonical.hasSuffix("/") ? canonical : canonical + "/"
    }

    /// Pairs in the order of their decoded bytes.
    private static func canonicalQuery(_ query: Substring) -> String {
        let pairs = query.utf8.split(separator: UInt8(ascii: "&")).map { pair in
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return halves.prefix(2).map { PercentEncoding.decoded($0, plusIsSpace: true) }
                + (halves.count < 2 ? [[]] : [])
        }
        let sorted = pairs.sorted { one, other in
            one[0] == other[0]
                ? one[1].lexicographicallyPrecedes(other[1]) : one[0].lexicographicallyPrecedes(other[0])
        }
        return sorted.map { $0.map { PercentEncoding.encoded($0) }.joined(separator: "=") }.joined(separator: "&")
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
