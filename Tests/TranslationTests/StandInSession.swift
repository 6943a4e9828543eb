import Domain
import Foundation
import StandIns

@testable import Translation

/// A seeded Harbor that keeps what is done to it, and translations that are carried out against it.
struct StandInSession {
    static let administrator = HarborRegistry.Login(name: "root", password: Secret("Root12345"))
    static let member = HarborRegistry.Login(name: "mia", password: Secret("Mia12345"))

    let harbor = HarborStandIn(HarborRegistry.seeded(administrator: Self.administrator, member: Self.member))

    struct Outcome {
        let calls: Int
        let step: TranslationStep

        var answer: Answer? {
            guard case .answer(let answer) = step else { return nil }
            return try? JSONDecoder().decode(Answer.self, from: Data(answer.body))
        }

        var failure: GatewayError? {
            switch step {
            case .fail(let error), .partial(let error, _): error
            case .call, .answer, .keep: nil
            }
        }

        /// What the client gets: 200, or the status of the failure; `nil` when the translation did not end.
        var status: Int? {
            if case .answer(let answer) = step { answer.status } else { failure?.code.status }
        }

        /// Code and message of each item.
        var items: [String] {
            let items: [Item]? =
                switch step {
                case .answer(let answer): try? JSONDecoder().decode(Items.self, from: Data(answer.body)).data
                case .partial(_, let data): try? JSONDecoder().decode([Item].self, from: Data(data))
                case .call, .fail, .keep: nil
                }
            return (items ?? []).map { "\($0.code) \($0.message)" }
        }

        var images: [String] { answer?.data.compactMap(\.imageName) ?? [] }
        var projects: [String] { answer?.data.compactMap(\.projectName) ?? [] }
        var tags: [String] { answer?.data.compactMap(\.tag) ?? [] }
    }

    private struct Items: Decodable {
        let data: [Item]
    }

    private struct Item: Decodable {
        let code: Int
        let message: String
    }

    func run(
        _ name: TranslationName, _ query: String = "", body: String? = nil,
        as login: HarborRegistry.Login = administrator, scope: HarborScope? = nil
    ) throws(GatewayError) -> Outcome {
        var machine = try name.translator(
            TranslationRequest(
                query: query, body: Array((body ?? "").utf8), contentType: body.map { _ in "application/json" }),
            .harbor(HarborContext(registryAddress: "reg.example", scope: scope)))
        var step = machine.begin()
        var calls = 0
        while case .call(let call) = step, calls < 250 {
            calls += 1
            let asking = if case .administration = call.service { Self.administrator } else { login }
            let credential = Data("\(asking.name):\(asking.password.reveal())".utf8).base64EncodedString()
            let request = StandInRequest(
                method: call.method, target: call.target,
                fields: call.fields + [("Authorization", "Basic \(credential)"), ("Accept", "application/json")],
                body: call.body ?? [])
            let response = harbor.respond(to: request)
            step = machine.receive(
                UpstreamReply(status: response.status, fields: response.fields, body: response.body))
        }
        return Outcome(calls: calls, step: step)
    }
}
