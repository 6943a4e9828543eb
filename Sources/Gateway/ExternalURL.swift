/// How clients reach the gateway: `http` or `https`, and an authority. A path is not supported, because registries
/// cannot live under one (the distribution specification fixes `/v2/`).
package struct ExternalURL: Hashable, Sendable, CustomStringConvertible {
    package let isTLS: Bool
    package let authority: Authority

    /// Reads `http://host[:port]` or `https://host[:port]`, a single `/` after it allowed.
    package init?(parsing text: String) {
        let rest: Substring
        if text.hasPrefix("https://") {
            (isTLS, rest) = (true, text.dropFirst(8))
        } else if text.hasPrefix("http://") {
            (isTLS, rest) = (false, text.dropFirst(7))
        } else {
            return nil
        }
        guard let authority = Authority(parsing: rest.hasSuffix("/") ? rest.dropLast() : rest) else { return nil }
        self.authority = authority
    }

    /// Without a slash at the end.
    package var description: String { "\(isTLS ? "https" : "http")://\(authority)" }
}
