import Domain
import Policy
import Proxy
import StandIns
import Synchronization
import Translation

/// Takes the gateway's calls to a stand-in in the same process, notes them, and answers in its place when told to.
final class TrialCaller: UpstreamCaller {
    /// A call as it would have gone over the wire.
    struct Call: Sendable, Equatable {
        let site: UpstreamSpec.Site
        let method: String
        let target: String
        /// Those of the credential.
        let lines: String
        let body: String

        /// `GET /api/v2.0/projects`
        var name: String { "\(method) \(target)" }
        /// The upstream's name.
        var upstream: String { site.name }
    }

    private struct Rule: Sendable {
        let start: String
        var times: Int
        let isCarriedOut: Bool
        let answer: Result<UpstreamReply, GatewayError>
    }

    private struct State {
        var calls: [Call] = []
        var rules: [Rule] = []
        var acts: [(start: String, act: @Sendable () async throws -> Void)] = []
    }

    private let respond: @Sendable (StandInRequest) -> StandInResponse
    private let state = Mutex(State())
    private let pause: @Sendable () async -> Void

    /// - Parameter pause: before each call.
    init(
        pause: @escaping @Sendable () async -> Void = {},
        _ respond: @escaping @Sendable (StandInRequest) -> StandInResponse = { _ in StandInResponse(status: 404) }
    ) {
        self.pause = pause
        self.respond = respond
    }

    var calls: [Call] { state.withLock(\.calls) }
    /// What was asked for, each without its query.
    var names: [String] { calls.map { String($0.name.prefix { $0 != "?" }) } }

    func forgetCalls() { state.withLock { $0.calls = [] } }

    /// Answers calls whose method and target begin so, from now on and so many times.
    /// - Parameter isCarriedOut: the stand-in gets the call all the same; its answer is lost.
    func answer(_ start: String, times: Int = 1, isCarriedOut: Bool = false, with reply: UpstreamReply) {
        add(Rule(start: start, times: times, isCarriedOut: isCarriedOut, answer: .success(reply)))
    }

    func fail(_ start: String, times: Int = 1, isCarriedOut: Bool = false, with code: GatewayError.Code) {
        add(Rule(start: start, times: times, isCarriedOut: isCarriedOut, answer: .failure(GatewayError(code))))
    }

    /// Does something, once, when a call begins so, before it is carried out.
    func meanwhile(_ start: String, _ act: @escaping @Sendable () async throws -> Void) {
        state.withLock { $0.acts.append((start, act)) }
    }

    private func add(_ rule: Rule) { state.withLock { $0.rules.append(rule) } }

    func call(
        _ call: UpstreamCall, to upstream: UpstreamSpec.Site, lines: [UInt8]
    ) async throws(GatewayError) -> UpstreamReply {
        await pause()
        let made = Call(
            site: upstream, method: call.method, target: call.target,
            lines: String(decoding: lines, as: UTF8.self),
            body: String(decoding: call.body ?? [], as: UTF8.self))
        let rule = state.withLock { state -> Rule? in
            state.calls.append(made)
            let place = state.rules.firstIndex { $0.times > 0 && made.name.hasPrefix($0.start) }
            guard let place else { return nil }
            state.rules[place].times -= 1
            return state.rules[place]
        }
        let act = state.withLock { state in
            state.acts.firstIndex { made.name.hasPrefix($0.start) }.map { state.acts.remove(at: $0).act }
        }
        do {
            try await act?()
        } catch {
            throw GatewayError(.internal, detail: "\(error)")
        }
        if let rule, !rule.isCarriedOut { return try rule.answer.get() }
        let fields = made.lines.split(separator: "\r\n").compactMap { line -> (name: String, value: String)? in
            let halves = line.split(separator: ":", maxSplits: 1)
            guard halves.count == 2 else { return nil }
            return (String(halves[0]), String(halves[1].drop { $0 == " " }))
        }
        let response = respond(
            StandInRequest(
                method: call.method, target: call.target, fields: fields + call.fields, body: call.body ?? []))
        if let rule { return try rule.answer.get() }
        return UpstreamReply(status: response.status, fields: response.fields, body: response.body)
    }
}

/// Holds up whoever comes until it is opened.
actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        if !isOpen { await withCheckedContinuation { waiting.append($0) } }
    }

    func open() {
        isOpen = true
        for one in waiting { one.resume() }
        waiting = []
    }
}
