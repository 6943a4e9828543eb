import Domain
import FoundationEssentials
import Policy
import Proxy
import Translation

/// The questions to Harbor.
extension RegistryKnowledge {
    /// An answer, and for how long it is good.
    struct Finding: Sendable {
        let facts: RegistryFacts
        let life: Duration
    }

    private static let projectsLife = Duration.seconds(10)
    private static let life = Duration.seconds(5)
    /// What is not there now may be made in a moment.
    private static let absentLife = Duration.seconds(1)

    func find(_ key: Key, _ upstream: UpstreamSpec) async throws(GatewayError) -> Finding {
        var facts = RegistryFacts()
        var life = Self.life
        switch key.question {
        case .projects:
            let projects = try await projects(key, upstream)
            facts.projects = projects
            life = projects.names.isEmpty ? Self.absentLife : Self.projectsLife
        case .label(let number):
            let label = try await label(number, key, upstream)
            facts.labels[number] = label
            if label == .absent { life = Self.absentLife }
        case .member(let project, let number):
            let user = try await member(number, of: project, key, upstream)
            facts.members[RegistryFacts.Member(project: project, number: number)] = user
            if user == 0 { life = Self.absentLife }
        case .account, .gatewayAccount:
            throw GatewayError(.internal, detail: "a registry was asked what the store knows")
        }
        return Finding(facts: facts, life: life)
    }

    // MARK: Labels and members

    private struct Label: Decodable {
        let scope: String
        let project_id: Int64?
    }

    private func label(
        _ number: Int64, _ key: Key, _ upstream: UpstreamSpec
    ) async throws(GatewayError) -> RegistryFacts.Label {
        guard number > 0 else { return .absent }
        let call = UpstreamCall(method: "GET", target: "/api/v2.0/labels/\(number)")
        guard let label: Label = try await row(call, key, upstream, "label") else { return .absent }
        switch (label.scope, label.project_id) {
        case ("g", _): return .global
        case ("p", let project?) where project > 0: return .project(project)
        default: throw GatewayError(.upstreamMalformed, detail: "harbor: a label of unknown scope")
        }
    }

    private struct Member: Decodable {
        let entity_id: Int64
        let entity_type: String
    }

    private func member(
        _ number: Int64, of project: String, _ key: Key, _ upstream: UpstreamSpec
    ) async throws(GatewayError) -> Int64 {
        // Digits are a project's name by this grammar as well.
        guard number > 0, let project = ProjectName(project) else { return 0 }
        let call = UpstreamCall(
            method: "GET", target: "/api/v2.0/projects/\(project)/members/\(number)",
            fields: [("X-Is-Resource-Name", "false")])
        guard let member: Member = try await row(call, key, upstream, "member"), member.entity_type == "u" else {
            return 0
        }
        return max(0, member.entity_id)
    }

    /// One object; `nil` when there is none, or none for the eyes of this account.
    private func row<Row: Decodable>(
        _ call: UpstreamCall, _ key: Key, _ upstream: UpstreamSpec, _ what: String
    ) async throws(GatewayError) -> Row? {
        let reply = try await harbor.send(call, as: key.account, to: upstream)
        switch reply.status {
        case 200: return try Self.decode(reply, what)
        case 403, 404: return nil
        default: throw HarborLogin.unusable(reply, what)
        }
    }

    static func decode<Value: Decodable>(
        _ reply: UpstreamReply, _ what: String
    ) throws(GatewayError) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(reply.body))
        } catch {
            throw GatewayError(.upstreamMalformed, detail: "harbor: \(what): not the expected document")
        }
    }
}
