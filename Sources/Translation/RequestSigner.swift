/// Signs whole requests.
package protocol RequestSigner: Sendable {
    /// - Parameters:
    ///   - target: origin-form, as it would be sent.
    ///   - host: the value of `Host`.
    ///   - now: Unix seconds.
    /// - Returns: the target to send, and header lines that make the request good, `Content-Type` among them: the request
    ///   has no other field of the same names.
    func sign(method: String, target: String, host: String, body: [UInt8], now: Int64) -> SignedRequest
}

package struct SignedRequest: Sendable {
    package let target: String
    /// Each with its end.
    package let lines: [UInt8]

    package init(target: String, lines: [UInt8]) {
        self.target = target
        self.lines = lines
    }
}
