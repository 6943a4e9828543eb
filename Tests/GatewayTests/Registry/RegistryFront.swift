import Foundation
import NIOCore
import NIOPosix
import StandIns
import Synchronization

@testable import Gateway

/// A server between the gateway and a stand-in: notes what comes, and holds back what a test chooses.
final class RegistryFront: Sendable {
    /// At which moment a request is held back.
    enum Moment: Sendable {
        /// The stand-in has not seen it.
        case before
        /// It is carried out, and its answer waits.
        case after
    }

    private struct Hold {
        let moment: Moment
        var times: Int
        let applies: @Sendable (StandInRequest) -> Bool
    }

    private struct State {
        var url = ""
        var requests: [StandInRequest] = []
        var holds: [Hold] = []
    }

    private let state = Mutex(State())
    private let arrivals = DispatchSemaphore(value: 0)
    private let releases = DispatchSemaphore(value: 0)
    private let standIn: @Sendable (StandInRequest) -> StandInResponse
    /// One that is held back blocks its thread, and the connections that share it.
    private static let threads = 16

    private init(_ standIn: @escaping @Sendable (StandInRequest) -> StandInResponse) {
        self.standIn = standIn
    }

    /// For the time of one closure.
    static func with(
        _ standIn: @escaping @Sendable (StandInRequest) -> StandInResponse,
        _ body: (RegistryFront) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        let front = RegistryFront(standIn)
        let server = StandInServer { front.respond(to: $0) }
        let result: Result<Void, any Error>
        do {
            let port = try await server.start(group: group)
            front.state.withLock { $0.url = "http://127.0.0.1:\(port)" }
            try await body(front)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        front.state.withLock { $0.holds = [] }
        for _ in 0..<threads { front.release() }
        await server.stop()
        try await group.shutdownGracefully()
        try result.get()
    }

    var url: String { state.withLock(\.url) }
    /// In the order in which they came.
    var requests: [StandInRequest] { state.withLock(\.requests) }

    /// Holds back requests from now on, so many of those that apply.
    func hold(
        _ moment: Moment, times: Int = 1, where applies: @escaping @Sendable (StandInRequest) -> Bool
    ) {
        state.withLock { $0.holds.append(Hold(moment: moment, times: times, applies: applies)) }
    }

    /// The next one that is held back is there. Off the cooperative threads, which must not be blocked.
    func arrival() async throws {
        let hasCome = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: self.arrivals.wait(timeout: .now() + 20) == .success)
            }
        }
        guard hasCome else { throw Wire.Missing(description: "nothing came that is held back") }
    }

    /// Lets one go on that is held back.
    func release() { releases.signal() }

    private func respond(to request: StandInRequest) -> StandInResponse {
        let moment = state.withLock { state -> Moment? in
            state.requests.append(request)
            guard let place = state.holds.firstIndex(where: { $0.times > 0 && $0.applies(request) }) else { return nil }
            state.holds[place].times -= 1
            return state.holds[place].moment
        }
        if moment == .before { pause() }
        let response = standIn(request)
        if moment == .after { pause() }
        return response
    }

    private func pause() {
        arrivals.signal()
        releases.wait()
    }
}

extension RegistryBed {
    /// With something between the gateway and the registry of this kind.
    /// - Parameter instead: what is answered in the registry's place.
    static func withFront(
        _ kind: DemoRegistry.Kind, settings: [SettingsKey: String] = [:], environment: [String: String] = [:],
        instead: @escaping @Sendable (StandInRequest) -> StandInResponse? = { _ in nil },
        _ body: (RegistryBed, RegistryFront) async throws -> Void
    ) async throws {
        let registry = try await DemoRegistry.start(kind: kind)
        let result: Result<Void, any Error>
        do {
            try await RegistryFront.with({ request in
                if let response = instead(request) { return response }
                return kind == .harbor ? registry.harbor.respond(to: request) : registry.swr.respond(to: request)
            }) { front in
                var variables = registry.environment.merging(environment) { $1 }
                variables[variable(of: kind)] = front.url
                try await with(kind, settings: settings, environment: variables) { bed in
                    try await body(RegistryBed(bed: bed.bed, registry: registry), front)
                }
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await registry.stop()
        try result.get()
    }

    /// Where the policies take the registry's address from.
    static func variable(of kind: DemoRegistry.Kind) -> String {
        switch kind {
        case .harbor: "BREAKWATER_HARBOR_URL"
        case .swr: "BREAKWATER_SWR_URL"
        }
    }
}
