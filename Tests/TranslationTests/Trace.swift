import Domain
import FoundationEssentials
import Testing

@testable import Translation

/// A translation driven by hand, in the shape of a trace: what is asked, what is answered.
struct Trace: TracedStep {
    private var machine: any Translator
    private(set) var step: TranslationStep

    init(
        _ name: TranslationName, _ query: String = "", body: String? = nil, ceiling: Int = 10_000,
        credentialProven: Bool = true, scope: HarborScope? = nil, grant: HarborGrant? = nil,
        parameters: [String: String] = [:]
    ) throws(GatewayError) {
        let harbor = HarborContext(
            registryAddress: "registry.example:5000", ceiling: ceiling, credentialProven: credentialProven,
            scope: scope, grant: grant)
        try self.init(name, query, body: body, parameters: parameters, .harbor(harbor))
    }

    init(
        _ name: TranslationName, _ query: String, body: String?, parameters: [String: String],
        _ context: RegistryContext
    ) throws(GatewayError) {
        let request = TranslationRequest(
            query: query, body: Array((body ?? "").utf8), contentType: body.map { _ in "application/json" },
            parameters: parameters)
        machine = try name.translator(request, context)
        step = machine.begin()
    }

    /// What the client gets, whatever its status.
    var document: TranslationAnswer? {
        guard case .answer(let answer) = step else { return nil }
        return answer
    }

    mutating func reply(_ status: Int, _ body: String = "", total: Int? = nil) {
        reply(status, body, fields: total.map { [("x-total-count", String($0))] } ?? [])
    }

    mutating func reply(_ status: Int, _ body: String = "", fields: [(name: String, value: String)]) {
        step = machine.receive(UpstreamReply(status: status, fields: fields, body: Array(body.utf8)))
    }

    /// What the store is to learn.
    var change: ProjectChange? {
        guard case .keep(let change) = step else { return nil }
        return change
    }

    /// The store has learned it, or not.
    mutating func kept(_ code: GatewayError.Code? = nil) {
        step = machine.kept(code.map { GatewayError($0) })
    }

    /// The call cannot be carried out.
    mutating func lose(_ code: GatewayError.Code) {
        let error = GatewayError(code)
        step = machine.recover(error) ?? machine.failed(error) ?? .fail(error)
    }

    func answer() throws -> Answer { try JSONDecoder().decode(Answer.self, from: Data(text().utf8)) }

    /// The document of a 200.
    func text() throws -> String {
        guard case .answer(let answer) = step else { throw NoAnswer(step: "\(step)") }
        #expect(answer.status == 200)
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"), "what the gateway writes ends with one line feed")
        return String(text.dropLast())
    }

    /// What became of each item when not all was done, with the error of the whole.
    func partial() throws -> (error: GatewayError, items: String) {
        guard case .partial(let error, let data) = step else { throw NoAnswer(step: "\(step)") }
        return (error, String(decoding: data, as: UTF8.self))
    }

    struct NoAnswer: Error {
        let step: String
    }
}

/// The lists of `/v1`, as a client would read them.
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
        var tag: String?
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

/// - Parameter tags: `nil` writes `null`.
func artifact(_ id: Int, tags: [String]?, second: Int = 5) -> String {
    let rows = tags?.map { #"{"artifact_id":\#(id),"name":"\#($0)","push_time":"2026-01-02T03:04:09.000Z"}"# }
    return """
        {"id":\(id),"digest":"sha256:00","push_time":"2026-01-02T03:04:0\(second).678Z","labels":null,
        "references":null,"tags":\(rows.map(list) ?? "null")}
        """
}

func list(_ rows: [String]) -> String { "[\(rows.joined(separator: ","))]" }
