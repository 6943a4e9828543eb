import Domain
import Proxy
import Tokens

/// `GET /.well-known/jwks.json`: the public keys, for whoever verifies this gateway's tokens himself.
struct KeySetEndpoint: LocalEndpoint {
    let keys: KeyCabinet
    /// How long it may be cached, in seconds: half of what a new key is published before it signs (`keys.publishAhead`), so
    /// that a cache never lacks it.
    let maxAge: Int64

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        do {
            return LocalResponse(
                contentType: KeySet.contentType, fields: [("Cache-Control", "public, max-age=\(maxAge)")],
                body: try KeySet.document(keys.ring, at: Identity.now()) + [UInt8(ascii: "\n")])
        } catch {
            throw GatewayError(.internal, detail: "writing the key set: \(error)")
        }
    }
}
