import Domain
import StandIns

@testable import Translation

/// A seeded SWR that keeps what is done to it, with its IAM, and translations that are carried out against the two with
/// signed requests. What is to be kept of projects is kept.
final class SWRSession {
    let swr: SWRStandIn
    private let iam: IAMStandIn
    private(set) var kept = ["library", "team", "attic"].map { SWRSession.project($0, isPublic: $0 == "team") }

    private static let key = IAMAccessKey(access: "ACCESSKEY00000000001", secret: Secret("a-key-that-is-not-real"))
    /// 2026-06-01T00:00:00Z
    private static let now: Int64 = 1_780_272_000

    init(errors: SWRErrorShape = .list) {
        let directory = IAMDirectory.seeded(
            domain: "example", region: "cn-north-4",
            administrator: IAMDirectory.Login(name: "root", password: Secret("Root12345"), keys: [Self.key]),
            members: ["mia", "leo"].map { IAMDirectory.Login(name: $0, password: Secret("\($0)-12345")) })
        let clock: @Sendable () -> SWRMoment = { SWRMoment(nanoseconds: Self.now * 1_000_000_000) }
        iam = IAMStandIn(directory, now: clock)
        swr = SWRStandIn(.seeded(region: "cn-north-4", directory: directory), iam: iam, errors: errors, now: clock)
    }

    static func project(_ name: String, isPublic: Bool = false) -> KeptProject {
        KeptProject(name: name, namespace: "ns7", isPublic: isPublic, createdAt: 5, updatedAt: 6)
    }

    /// - Parameter signature: that of somebody who does not know the key fails.
    func run(
        _ name: TranslationName, _ query: String = "", body: String? = nil, parameters: [String: String] = [:],
        seesAll: Bool = false, secret: Secret = key.secret
    ) throws(GatewayError) -> StandInSession.Outcome {
        var machine = try name.translator(
            TranslationRequest(
                query: query, body: Array((body ?? "").utf8), contentType: body.map { _ in "application/json" },
                parameters: parameters), .swr(SWRContext(projects: kept, seesAll: seesAll)))
        let signature = SDKSignature(accessKey: Self.key.access, secretKey: secret)
        var step = machine.begin()
        var calls = 0
        while calls < 250 {
            if case .call(let call) = step {
                calls += 1
                step = machine.receive(reply(to: call, signature))
            } else if case .keep(let change) = step {
                step = machine.kept(keep(change))
            } else {
                break
            }
        }
        return StandInSession.Outcome(calls: calls, step: step)
    }

    private func reply(to call: UpstreamCall, _ signature: SDKSignature) -> UpstreamReply {
        let isIdentity = if case .identity = call.service { true } else { false }
        let host = isIdentity ? "iam.example" : "swr.example:8443"
        let signed = signature.sign(
            method: call.method, target: call.target, host: host, body: call.body ?? [], now: Self.now)
        var fields: [(name: String, value: String)] = [("Host", host)]
        for line in String(decoding: signed.lines, as: UTF8.self).split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields.append((String(line[..<colon]), String(line[line.index(colon, offsetBy: 2)...])))
        }
        fields += call.fields.filter { $0.name != "Content-Type" }
        let request = StandInRequest(
            method: call.method, target: signed.target, fields: fields, body: call.body ?? [])
        let response = isIdentity ? iam.respond(to: request) : swr.respond(to: request)
        return UpstreamReply(status: response.status, fields: response.fields, body: response.body)
    }

    /// - Returns: why the store would not.
    private func keep(_ change: ProjectChange) -> GatewayError? {
        switch change {
        case .add(let name, let isPublic): kept.append(Self.project(name, isPublic: isPublic))
        case .remove(let project), .vanish(let project): kept.removeAll { $0 == project }
        case .affirm(let project): return kept.contains(project) ? nil : GatewayError(.targetRefused)
        // Here no call is ever cut off.
        case .reclaim: return GatewayError(.conflict, message: "projectName: this name is taken")
        case .grant, .withdraw, .miss, .see, .intend, .forgo: break
        }
        return nil
    }
}
