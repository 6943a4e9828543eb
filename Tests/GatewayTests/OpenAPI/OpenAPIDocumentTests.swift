import Domain
import Foundation
import Policy
import Proxy
import Testing
import Translation

@testable import Gateway

@Suite("The description of the API")
struct OpenAPIDocumentTests {
    private static let operations = Domain.Operation.all(AccountRules(phoneDigits: 11))

    private static var directory: String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../policies").standardized.path
    }

    /// The shipped policies.
    private static func ruleset() throws -> Ruleset {
        try PolicyLoader.load(
            directory: directory,
            environment: .process([:], endpoints: LocalEndpointName.names.union(operations.map(\.name)))
                .with(Settings.Features(environment: [:])))
    }

    private static func document() throws -> JSONTree {
        OpenAPIDocument(try ruleset(), operations: operations, release: "1").tree
    }

    /// Every operation with its path and method.
    private static func each(_ document: JSONTree) -> [(path: String, method: String, operation: JSONTree)] {
        guard case .object(let paths)? = document["paths"] else { return [] }
        return paths.flatMap { path -> [(path: String, method: String, operation: JSONTree)] in
            guard case .object(let methods) = path.value else { return [] }
            return methods.map { (path.name, $0.name, $0.value) }
        }
    }

    @Test("every /v1 route that the gateway answers itself is described, and every operation has a route")
    func routes() throws {
        let ruleset = try Self.ruleset()
        let described = Set(Self.operations.map(\.name))
        let routed = ruleset.routes.compactMap { route in route.operationName.map { (route.path, $0) } }
        for (path, name) in routed where path.hasPrefix("/v1/") {
            #expect(described.contains(name), "\(path) leads to \(name)")
        }
        let names = Set(routed.map(\.1))
        for operation in Self.operations where LocalEndpointName.names.contains(operation.name) {
            #expect(names.contains(operation.name), "no route leads to \(operation.name)")
        }
    }

    @Test("an operation's name is that of an endpoint or a translation, and stands for one operation")
    func names() {
        let names = Self.operations.map(\.name)
        #expect(Set(names).count == names.count)
        for name in Operation.translations.map(\.name) { #expect(TranslationName(rawValue: name) != nil) }
        for name in LocalEndpointName.allCases {
            #expect(names.contains(name.rawValue), "\(name.rawValue) is not described")
        }
    }

    @Test("methods, paths, roles and the need for a token are those of the policy")
    func roles() throws {
        let operations = Self.each(try Self.document())
        func roles(_ method: String, _ path: String) -> JSONTree? {
            operations.first { $0.path == path && $0.method == method }?.operation["x-roles"]
        }
        #expect(roles("post", "/v1/authorization") == ["anonymous"])
        #expect(
            roles("get", "/v1/authorization")
                == ["pending", "approved", "member", "business-admin", "system-admin"])
        #expect(roles("put", "/v1/admin/user/{userId}") == ["system-admin"])
        #expect(roles("get", "/v1/repository/image") == ["member", "business-admin", "system-admin"])
        #expect(roles("delete", "/v1/repository/image") == ["business-admin", "system-admin"])
        for (path, method, operation) in operations {
            let isOpen = operation["x-roles"] == ["anonymous"]
            #expect(operation["security"] == (isOpen ? [] : [["token": []]]), "\(method) \(path)")
        }
    }

    @Test("operations that answer 501 are left out, and so is what is not of this gateway")
    func leftOut() throws {
        let paths = Set(Self.each(try Self.document()).map(\.path))
        for path in paths {
            let isLeftOut =
                ["/v1/business", "/v1/cluster", "/v1/node", "/v1/app", "/api/"].contains { path.hasPrefix($0) }
            #expect(!isLeftOut, "\(path)")
        }
        #expect(paths.contains("/v1/repository/project"))
    }

    @Test("every operation has an identifier of its own, and each parameter of its path is described")
    func identifiers() throws {
        let operations = Self.each(try Self.document())
        let identifiers = operations.compactMap { $0.operation["operationId"] }
        #expect(identifiers.count == operations.count)
        for (place, identifier) in identifiers.enumerated() {
            #expect(!identifiers[..<place].contains(identifier), "\(identifier)")
        }
        for (path, method, operation) in operations {
            let named = path.split(separator: "/").filter { $0.hasPrefix("{") }.map { $0.dropFirst().dropLast() }
            var parameters: [JSONTree] = []
            if case .list(let all)? = operation["parameters"] { parameters = all.filter { $0["in"] == "path" } }
            #expect(parameters.map { $0["name"] } == named.map { .text(String($0)) }, "\(method) \(path)")
        }
    }

    @Test("every example keeps to its schema")
    func examples() throws {
        let document = try Self.document()
        let check = SchemaCheck(root: document)
        var count = 0
        func walk(_ node: JSONTree, _ place: String) throws {
            switch node {
            case .object(let members):
                if let schema = node["schema"], let example = node["example"] {
                    count += 1
                    #expect(try check.faults(example, schema) == [], "\(place)")
                }
                for member in members { try walk(member.value, "\(place)/\(member.name)") }
            case .list(let elements): for element in elements { try walk(element, place) }
            default: break
            }
        }
        try walk(document, "")
        #expect(count > 50)
    }

    @Test("every operation tells what any request may end with, and of a token where it asks for one")
    func statuses() throws {
        let document = try Self.document()
        let check = SchemaCheck(root: document)
        for (path, method, operation) in Self.each(document) {
            guard case .object(let responses)? = operation["responses"] else {
                Issue.record("\(method) \(path) has no responses")
                continue
            }
            let statuses = Set(responses.map(\.name))
            var expected: Set = ["200", "400", "408", "413", "414", "417", "431", "500", "501", "503", "505"]
            if operation["security"] != [] { expected.formUnion(["401", "403"]) }
            if operation["requestBody"] != nil { expected.formUnion(["415", "422"]) }
            if path.hasPrefix("/v1/repository/image") || path.hasPrefix("/v1/repository/project") {
                expected.formUnion(["404", "409", "429", "502", "504"])
            }
            #expect(expected.isSubset(of: statuses), "\(method) \(path) lacks \(expected.subtracting(statuses))")
            for response in responses {
                var tree = response.value
                if case .text(let reference)? = tree["$ref"] { tree = try check.resolve(reference) }
                #expect(tree["description"] != nil)
                #expect((tree["content"] == nil) == (method == "head"), "\(method) \(path) \(response.name)")
            }
        }
    }

    @Test("the text is JSON, and says what the tree does")
    func text() throws {
        let bytes = try Self.document().bytes
        let parsed = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        #expect(parsed?["openapi"] as? String == "3.1.0")
        #expect((parsed?["paths"] as? [String: Any])?["/v1/user"] != nil)
    }

    @Test("the endpoint writes one document for each policy, and none without one")
    func endpoint() async throws {
        let ruleset = try Self.ruleset()
        let endpoint = OpenAPIEndpoint(operations: Self.operations) { ruleset }
        let answer = try await endpoint.respond(to: AccountRulesTests.request(""))
        #expect(
            answer.body == OpenAPIDocument(ruleset, operations: Self.operations, release: Version.current).tree.bytes)
        #expect(try await endpoint.respond(to: AccountRulesTests.request("")).body == answer.body)
        let none = OpenAPIEndpoint(operations: Self.operations) { nil }
        let error = await #expect(throws: GatewayError.self) {
            try await none.respond(to: AccountRulesTests.request(""))
        }
        #expect(error?.code == .draining)
    }
}
