import Foundation

extension Testbed {
    /// Puts these routes in force, and beside the upstreams of all tests the origin as `reg`: a registry whose requests and
    /// answers the gateway holds whole, with a token that nobody has to be asked for.
    /// - Parameter routes: the items of `routes:`.
    func enforceRegistry(_ routes: String) async throws {
        let former = try String(contentsOf: policies.appending(path: "upstreams.yaml"), encoding: .utf8)
        try write(
            """
            \(former)
              reg:
                url: "env:ORIGIN_URL"
                kind: swr
                credentials: { kind: token, token: "env:LOCKED_PASSWORD" }
            """, to: "upstreams.yaml")
        try await enforce(routes)
    }
}
