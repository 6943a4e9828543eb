import Domain
import Foundation
import Synchronization

/// A Harbor 2.x in one value: takes requests for `/api/v2.0` and answers as the real one was seen to do, down to
/// errors, paging fields and cookies. What it answers is in `HarborRoutes`.
///
/// Safe to call from any thread.
package final class HarborStandIn: Sendable {
    private let state: Mutex<State>
    private let now: @Sendable () -> ContinuousClock.Instant

    /// How long a wrong password closes an account to right ones.
    static let freeze = Duration.milliseconds(1_500)
    /// From about this size on the real server does not know the length when it starts to write.
    static let chunkedAbove = 2_048

    private struct State {
        var registry: HarborRegistry
        var frozenUntil: [String: ContinuousClock.Instant] = [:]
        var numbers = HarborNumbers(seed: 0)
    }

    /// - Parameter now: the clock that a frozen account thaws by.
    package init(
        _ registry: HarborRegistry, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        state = Mutex(State(registry: registry))
        self.now = now
    }

    package func respond(to request: StandInRequest) -> StandInResponse {
        state.withLock { state in
            let caller = authenticate(request.field("Authorization"), &state)
            var routes = HarborRoutes(registry: state.registry, caller: caller)
            let payload = routes.payload(for: request)
            state.registry = routes.registry
            return response(payload, to: request, &state.numbers)
        }
    }

    private func response(
        _ payload: HarborPayload, to request: StandInRequest, _ numbers: inout HarborNumbers
    ) -> StandInResponse {
        var fields: [(name: String, value: String)] = [("Server", "nginx")]
        if let contentType = payload.contentType { fields.append(("Content-Type", contentType)) }
        let cookie = numbers.hex(digits: 32)
        fields.append(("Set-Cookie", "sid=\(cookie); Path=/; HttpOnly"))
        let id = request.field("X-Request-Id") ?? ""
        fields.append(("X-Request-Id", id.isEmpty ? numbers.uuid() : id))
        fields += payload.fields
        fields.append(("X-Frame-Options", "DENY"))
        fields.append(("Content-Security-Policy", "frame-ancestors 'none'"))
        return StandInResponse(
            status: payload.status, fields: fields, body: payload.body,
            isChunked: payload.body.count > Self.chunkedAbove && request.method != "HEAD")
    }

    /// Everything but a right Basic credential makes an anonymous caller, not an error.
    private func authenticate(_ field: String?, _ state: inout State) -> HarborAccount? {
        guard let field, field.lowercased().hasPrefix("basic "),
            let decoded = Data(base64Encoded: String(field.dropFirst(6)))
        else { return nil }
        let credential = String(decoding: decoded, as: UTF8.self)
        guard let colon = credential.firstIndex(of: ":") else { return nil }
        let login = String(credential[..<colon])
        let instant = now()
        if let until = state.frozenUntil[login], instant < until { return nil }
        guard let account = state.registry.account(login: login),
            account.password.reveal() == credential[credential.index(after: colon)...]
        else {
            state.frozenUntil[login] = instant.advanced(by: Self.freeze)
            return nil
        }
        return account
    }
}
