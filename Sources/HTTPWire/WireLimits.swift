/// How much of a message's syntax is read before it is refused. Bodies are bounded per route, not here.
package struct WireLimits: Sendable {
    /// 8,000 octets is what RFC 9112 §3 recommends a server to support; 8 KiB is also nginx's and Apache's bound.
    package var requestLine = 8 << 10
    /// Registry tokens with many scopes reach tens of KiB, and two of them may travel in one request.
    package var fields = 64 << 10
    /// Browsers send about 20, proxies add about 10; 128 bounds the table that every hop walks.
    package var fieldCount = 128
    /// Trailers carry checksums and status codes, never credentials.
    package var trailers = 8 << 10
    /// A chunk-size line: 16 digits, and extensions that nobody uses.
    package var chunkLine = 1 << 10
    /// All chunk extensions of one message together: they are parsed and thrown away, so they must not be free
    /// (as with https://pkg.go.dev/vuln/GO-2023-2382).
    package var chunkExtensions = 16 << 10

    package init() {}
}
