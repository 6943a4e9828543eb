import Domain
import Foundation
import StandIns

@testable import Translation

/// A seeded CVAT that keeps what is done to it, and translations that are carried out against it as its administrator.
struct CVATSession {
    let cvat = CVATStandIn(.seeded(password: Secret("Pass-word-1")), tokens: ["gateway": token])

    private static let token = Secret("0123456789abcdef0123456789abcdef01234567")

    /// Who the stand-in knows by the same name.
    static func principal(_ name: String, _ role: RoleNumber = .member, in namespace: String = "ns1") -> Principal {
        Principal(userID: 100, name: name, role: role, namespace: namespace, session: "s")
    }

    struct Outcome {
        let calls: Int
        let step: TranslationStep

        var answer: TranslationAnswer? { if case .answer(let answer) = step { answer } else { nil } }

        /// What the client gets; `nil` when the translation did not end.
        var status: Int? {
            if case .fail(let error) = step { error.code.status } else { answer?.status }
        }

        var object: [String: Any] {
            let value = answer.flatMap { try? JSONSerialization.jsonObject(with: Data($0.body)) }
            return value as? [String: Any] ?? [:]
        }

        var names: [String] {
            (object["results"] as? [[String: Any]] ?? []).compactMap { $0["username"] as? String }
        }

        var text: String { answer.map { String(decoding: $0.body, as: UTF8.self) } ?? "" }
    }

    func run(
        _ name: TranslationName, _ query: String = "", id: Int? = nil, body: String? = nil, as principal: Principal
    ) throws(GatewayError) -> Outcome {
        let request = TranslationRequest(
            query: query, body: Array((body ?? "").utf8), contentType: body.map { _ in "application/json" },
            parameters: id.map { ["id": String($0)] } ?? [:], principal: principal)
        var machine = try name.translator(request, .cvat(CVATTrace.context))
        var step = machine.begin()
        var calls = 0
        while case .call(let call) = step, calls < 10 {
            calls += 1
            let fields: [(name: String, value: String)] = [
                ("Host", "cvat.example:8080"), ("Authorization", "Token \(Self.token.reveal())"),
            ]
            let response = cvat.respond(
                to: StandInRequest(
                    method: call.method, target: call.target, fields: fields + call.fields, body: call.body ?? []))
            step = machine.receive(
                UpstreamReply(status: response.status, fields: response.fields, body: response.body))
        }
        return Outcome(calls: calls, step: step)
    }

    func invalidateToken() { cvat.invalidate(Self.token) }
}
