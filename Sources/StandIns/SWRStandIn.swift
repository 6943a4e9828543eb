import Synchronization

/// Huawei SWR's management API (shared edition) in one value, behind the gateway that checks who asks: the IAM stand-in
/// that it is paired with knows tokens and keys. What it answers is in `SWRRoutes`.
///
/// Safe to call from any thread.
package final class SWRStandIn: Sendable {
    private let state: Mutex<State>
    private let iam: IAMStandIn
    private let shape: SWRErrorShape
    private let now: @Sendable () -> SWRMoment

    /// From about this size on the length is not known when the answer begins.
    static let chunkedAbove = 2_048
    /// Requests that are remembered.
    static let logLimit = 10_000

    private struct State {
        var registry: SWRRegistry
        var requests: [String] = []
        var numbers = HarborNumbers(seed: 2)
    }

    /// - Parameters:
    ///   - errors: how its own errors look; those of the gateway in front of it always look the same.
    ///   - now: the clock of what is made and changed. That of signatures is the IAM's.
    package init(
        _ registry: SWRRegistry, iam: IAMStandIn, errors: SWRErrorShape = .list,
        now: @escaping @Sendable () -> SWRMoment = { .now }
    ) {
        state = Mutex(State(registry: registry))
        self.iam = iam
        shape = errors
        self.now = now
    }

    /// What it holds now.
    package var registry: SWRRegistry { state.withLock { $0.registry } }

    /// `GET /v2/manage/namespaces`, in the order they came, refused ones as well.
    package var requests: [String] { state.withLock { $0.requests } }

    /// Changes what it holds, behind the back of its clients.
    package func change(_ change: @Sendable (inout SWRRegistry) -> Void) {
        state.withLock { change(&$0.registry) }
    }

    package func respond(to request: StandInRequest) -> StandInResponse {
        let now = now()
        // Before the lock: a signature takes its time.
        let admitted = admitted(request)
        let directory = iam.directory
        return state.withLock { state in
            state.requests.append("\(request.method) \(request.target)")
            if state.requests.count > Self.logLimit { state.requests.removeFirst() }
            let id = state.numbers.hex(digits: 32)
            let payload: SWRPayload
            do throws(SWRFault) {
                let (operation, target, caller) = try admitted.get()
                var routes = SWRRoutes(
                    registry: state.registry, caller: caller, directory: directory, now: now, request: request,
                    target: target)
                payload = try routes.answer(operation)
                state.registry = routes.registry
            } catch {
                payload = SWRPayload(status: error.status, document: error.document(shape, request: id))
            }
            return response(payload, request: id)
        }
    }

    /// What the gateway in front does: is there such an operation, and who asks.
    private func admitted(_ request: StandInRequest) -> Result<(SWROperation, SWRTarget, IAMUser), SWRFault> {
        guard let target = SWRTarget(request.target), let operation = SWROperation(request.method, target.segments)
        else { return .failure(.noOperation) }
        do throws(IAMRefusal) {
            let identity = try iam.identify(request)
            guard identity.isSigned || identity.project?.name == registry.region else {
                return .failure(.unauthenticated("the token is not for this region"))
            }
            return .success((operation, target, identity.user))
        } catch {
            return .failure(SWRFault(error))
        }
    }

    private func response(_ payload: SWRPayload, request id: String) -> StandInResponse {
        var fields: [(name: String, value: String)] = [("Server", "api-gateway"), ("X-Request-Id", id)]
        if payload.document != nil { fields.append(("Content-Type", "application/json;charset=utf-8")) }
        let body = payload.document?.bytes ?? []
        return StandInResponse(
            status: payload.status, fields: fields + payload.fields, body: body,
            isChunked: body.count > Self.chunkedAbove)
    }
}

extension SWRFault {
    /// What the gateway in front says, but for a token that was good once: that one is refused by SWR.
    fileprivate init(_ refusal: IAMRefusal) {
        switch refusal {
        case .credentialMissing: self = .unauthenticated("x-auth-token not found")
        case .tokenUnknown: self = .unauthenticated("decrypt token fail")
        case .tokenEnded: self = .tokenEnded
        case .keyUnknown: self = .unauthenticated("Get secretKey failed")
        case .signatureWrong: self = .unauthenticated("verify aksk signature fail")
        case .signatureExpired: self = .unauthenticated("verify aksk signature fail, x-sdk-date is expired")
        }
    }
}
