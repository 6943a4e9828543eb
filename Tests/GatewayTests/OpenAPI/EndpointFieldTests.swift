import Domain
import Foundation
import Policy
import Testing

@testable import Gateway

/// A running gateway against its own description: what the description says of a field is what the endpoint takes, and
/// every answer is one that is described.
@Suite("Described fields of endpoints")
struct EndpointFieldTests {
    private struct Described {
        let operation: Domain.Operation
        let method: String
        let path: String
        let responses: JSONTree
    }

    /// What the test's own policy leads to endpoints with, and what is written about it.
    private static func described(_ bed: Testbed) throws -> (check: SchemaCheck, operations: [Described]) {
        let operations = Domain.Operation.all(bed.gateway.identity.rules)
        let ruleset = try PolicyLoader.load(
            directory: bed.policies.path,
            environment: .process(
                ["ORIGIN_URL": bed.origin.url, "LOCKED_USER": "a", "LOCKED_PASSWORD": "b"],
                endpoints: LocalEndpointName.names))
        let document = OpenAPIDocument(ruleset, operations: operations, release: "1").tree
        let described = ruleset.routes.compactMap { route -> Described? in
            guard case .local(let name) = route.destination, let method = route.methods.first?.name,
                let operation = operations.first(where: { $0.name == name }),
                let responses = document["paths"]?[route.path]?[method.lowercased()]?["responses"]
            else { return nil }
            return Described(operation: operation, method: method, path: route.path, responses: responses)
        }
        return (SchemaCheck(root: document), described)
    }

    /// The answer's status, when it is described and the body is as described.
    private static func status(
        _ answer: PlainMessage, _ described: Described, _ check: SchemaCheck, _ what: String
    ) throws -> Int {
        let place = "\(described.method) \(described.path) \(what): \(answer.status)"
        guard var response = described.responses["\(answer.status)"] else {
            Issue.record("\(place) is not described")
            return answer.status
        }
        if case .text(let reference)? = response["$ref"] { response = try check.resolve(reference) }
        let schema = try #require(response["content"]?[answer["Content-Type"] ?? ""]?["schema"], "\(place)")
        let value = try #require(JSONValue.document(of: answer.body), "\(place)")
        #expect(try check.faults(JSONTree(value), schema) == [], "\(place)")
        return answer.status
    }

    /// The path with its parameters, all but `change` as in the examples.
    private static func path(_ described: Described, _ change: (name: String, text: String)? = nil) -> String {
        described.operation.path.reduce(described.path) { path, field in
            var text = "\(field.name)"
            switch field.example {
            case .integer(let number): text = "\(number)"
            case .text(let example): text = example
            default: break
            }
            if let change, change.name == field.name { text = change.text }
            return path.replacingOccurrences(of: "{\(field.name)}", with: text.percentEncoded)
        }
    }

    @Test("members of a body: what the schema takes is taken, what it refuses is 422")
    func members() async throws {
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            let wire = try await bed.connect()
            let (check, all) = try Self.described(bed)
            let described = all.filter { !$0.operation.body.isEmpty }
            #expect(described.count >= 6)
            var candidates = FieldCandidates(seed: 3)
            for one in described {
                let schema = one.operation.body.objectSchema
                guard case .object(let members) = one.operation.body.example else { continue }
                for field in one.operation.body {
                    let others = members.filter { $0.name != field.name }
                    let bodies =
                        [others] + candidates.values(for: field.rule).map { others + [.init(field.name, $0)] }
                    var outcomes: Set<Bool> = []
                    for body in bodies.map({ JSONTree.object($0) }) {
                        let text = String(decoding: body.bytes, as: UTF8.self)
                        let answer = try await wire.answer(
                            to: Call(one.method, Self.path(one), token: token, body: text))
                        let status = try Self.status(answer, one, check, text)
                        let isRight = try check.accepts(body, schema)
                        #expect((status != 422) == isRight, "\(one.path): \(text)")
                        outcomes.insert(isRight)
                    }
                    #expect(outcomes == [true, false], "\(one.path): \(field.name)")
                }
            }
        }
    }

    @Test("parameters of a query and a path: what the schema takes is taken, what it refuses is 422")
    func parameters() async throws {
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            let wire = try await bed.connect()
            let (check, all) = try Self.described(bed)
            var candidates = FieldCandidates(seed: 5)
            var count = 0
            for one in all {
                let body =
                    one.operation.body.isEmpty
                    ? nil : String(decoding: one.operation.body.example.bytes, as: UTF8.self)
                for field in one.operation.query {
                    for text in candidates.parameters(for: field.rule) {
                        let target = "\(Self.path(one))?\(field.name)=\(text.percentEncoded)"
                        let answer = try await wire.answer(to: Call(one.method, target, token: token, body: body))
                        let status = try Self.status(answer, one, check, target)
                        let value = FieldCandidates.value(of: text, for: field.rule)
                        #expect(try (status != 422) == check.accepts(value, field.schema), "\(target)")
                        count += 1
                    }
                }
                // An empty segment is no value, and a name that is not known may just be absent.
                for field in one.operation.path where field.rule is IntegerRule {
                    for text in candidates.parameters(for: field.rule) where !text.isEmpty {
                        let target = Self.path(one, (field.name, text))
                        let answer = try await wire.answer(to: Call(one.method, target, token: token, body: body))
                        let status = try Self.status(answer, one, check, target)
                        let value = FieldCandidates.value(of: text, for: field.rule)
                        // Some are no path in its plain form.
                        let isTaken = status != 422 && status != 400
                        #expect(try isTaken == check.accepts(value, field.schema), "\(target)")
                        count += 1
                    }
                }
            }
            #expect(count > 50)
        }
    }
}
