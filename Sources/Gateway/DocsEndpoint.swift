import Cryptography
import Domain
import Foundation
import Proxy

/// `GET /docs`: the description of the API as a page for people.
///
/// The page brings its style and its script along and loads nothing but `openapi.json`; its content security policy
/// names both by their digests, so that nothing else runs in it (https://www.w3.org/TR/CSP3/).
struct DocsEndpoint: LocalEndpoint {
    private static let page = Array(DocsPage.text.utf8)

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        let style = try Self.digest(DocsPage.style)
        let script = try Self.digest(DocsPage.script)
        let policy =
            "default-src 'none'; style-src \(style); script-src \(script); connect-src 'self'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'"
        return LocalResponse(
            contentType: "text/html; charset=utf-8",
            fields: [
                ("Cache-Control", "no-cache"), ("Content-Security-Policy", policy),
                ("Referrer-Policy", "no-referrer"), ("X-Content-Type-Options", "nosniff"),
            ], body: Self.page)
    }

    private static func digest(_ text: String) throws(GatewayError) -> String {
        do {
            return "'sha256-\(Data(try SHA256.digest(of: Array(text.utf8))).base64EncodedString())'"
        } catch {
            throw GatewayError(.internal, detail: "digest of the page: \(error)")
        }
    }
}
