import Domain
import FoundationEssentials
import Testing

@testable import Translation

/// A translation driven by hand, in the shape of a trace: what is asked, what is answered.
struct Trace {
    private var machine: any Translator
    private(set) var step: TranslationStep

    init(
        _ name: TranslationName, _ query: String = "", ceiling: Int = 10_000, credentialProven: Bool = true
    ) throws(GatewayError) {
        let harbor = HarborContext(
            registryAddress: "registry.example:5000", ceiling: ceiling, credentialProven: credentialProven)
        machine = try name.translator(query: query, harbor: harbor)
        step = machine.begin()
    }

    /// The call being asked for, as `METHOD target`.
    var call: String? {
        guard case .call(let call) = step else { return nil }
        return "\(call.method) \(call.target)"
    }

    var callFields: [String] {
        guard case .call(let call) = step else { return [] }
        return call.fields.map { "\($0.name): \($0.value)" }
    }

    var failure: GatewayError? {
        guard case .fail(let error) = step else { return nil }
        return error
    }

    mutating func reply(_ status: Int, _ body: String = "", total: Int? = nil) {
        let fields = total.map { [("x-total-count", String($0))] } ?? []
        step = machine.receive(UpstreamReply(status: status, fields: fields, body: Array(body.utf8)))
    }

    func answer() throws -> Answer {
        guard case .answer(let answer) = step else { throw NoAnswer(step: "\(step)") }
        #expect(answer.status == 200)
        return try JSONDecoder().decode(Answer.self, from: Data(answer.body))
    }

    struct NoAnswer: Error {
        let step: String
    }
}

/// Both lists of `/v1`, as a client would read them.
struct Answer: Decodable {
    let data: [Row]
    let total: Int
    let code: Int
    let message: String

    struct Row: Decodable, Equatable {
        var projectId: Int64?
        var projectName: String?
        var `public`: Bool?
        var imageName: String?
        var imageAddress: String?
        var imageCount: Int?
        var createTime: Int64?
        var updateTime: Int64?
    }
}

func project(_ id: Int, _ name: String, isPublic: Bool = false, count: Int = 0) -> String {
    """
    {"project_id":\(id),"name":"\(name)","creation_time":"2026-01-02T03:04:05.678Z",
    "update_time":"2026-01-02T03:04:06.000Z","metadata":{"public":"\(isPublic)"},"repo_count":\(count),"owner_name":"x"}
    """
}

func repository(_ id: Int, _ name: String) -> String {
    """
    {"id":\(id),"name":"\(name)","project_id":1,"creation_time":"2026-01-02T03:04:05.678Z",
    "update_time":"2026-01-02T03:04:06.000Z","artifact_count":1,"pull_count":0}
    """
}

func list(_ rows: [String]) -> String { "[\(rows.joined(separator: ","))]" }
