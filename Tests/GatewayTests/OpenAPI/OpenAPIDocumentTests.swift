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
    private static func ruleset(_ variables: [String: String] = [:]) throws -> Ruleset {
        try PolicyLoader.load(
            directory: directory,
            environment: .process(variables, endpoints: LocalEndpointName.names.union(operations.map(\.name)))
                .with(Settings.Features(environment: variables)))
    }

    private static func document(_ variables: [String: String] = [:]) throws -> JSONTree {
        OpenAPIDocument(try ruleset(variables), operations: operations, release: "1").tree
    }

    /// Every operation with its path and method.
    private static func each(_ document: JSONTree) -> [(path: String, method: String, operation: JSONTree)] {
        guard case .object(let paths)? = document["paths"] else { return [] }
        return paths.flatMap { path -> [(path: String, method: String, operation: JSONTree)] in
            guard case .object(let methods) = path.value else { return [] }
            return methods.map { (path.name, $0.name, $0.value) }
        }
    }

    @Test("every route below /v1 is described with each of its methods, and nothing else is")
    func routes() throws {
        let routed = try Self.ruleset().routes.filter { $0.path.hasPrefix("/v1/") }.flatMap { route -> [String] in
            route.methods.map { method in
                let path = route.path.replacingOccurrences(of: "...}", with: "}")
                return "\(method.name.lowercased()) \(path) \(route.operationIdentifier(method))"
            }
        }
        let described = Self.each(try Self.document()).filter { $0.path.hasPrefix("/v1/") }.map { one in
            guard case .text(let identifier)? = one.operation["operationId"] else {
                return "\(one.path) without a name"
            }
            return "\(one.method) \(one.path) \(identifier)"
        }
        #expect(Set(routed).count == routed.count)
        #expect(described.sorted() == routed.sorted())
        #expect(routed.count > 40)
    }

    @Test("every operation has a route, and no other leads where it does not")
    func operationsHaveRoutes() throws {
        let known = Dictionary(uniqueKeysWithValues: Self.operations.map { ($0.name, $0) })
        var used: Set<String> = []
        for route in try Self.ruleset().routes {
            for method in route.methods {
                guard let operation = route.operation(of: method, among: known) else { continue }
                used.insert(operation.name)
            }
        }
        #expect(used == Set(Self.operations.map(\.name)))
    }

    @Test("a route that has an operation's name and leads elsewhere is not described as that operation")
    func otherDestination() throws {
        let ruleset = try Self.ruleset()
        let route = try #require(ruleset.routes.first { $0.id == "business-list" })
        let other = Domain.Operation("business-list", by: .upstream, "something else", answer: .done)
        #expect(route.operation(of: .get, among: ["business-list": other]) == nil)
        let planned = Domain.Operation("business-list", by: .nobody, "lists", answer: .done)
        #expect(route.operation(of: .get, among: ["business-list": planned])?.summary == "lists")
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

    @Test("a condition that settings have decided is not told of, and what is left of it is")
    func settledConditions() throws {
        func create(_ isPrivate: String) throws -> JSONTree {
            let document = try Self.document(["BREAKWATER_FEATURE_PRIVATE_PROJECT": isPrivate])
            let operations = Self.each(document)
            return try #require(operations.first { $0.operation["operationId"] == "project-create" }).operation
        }
        let (open, closed) = (try create("true"), try create("false"))
        #expect(open["x-roles"] == ["business-admin", "system-admin"])
        #expect(open["x-access"] == nil)
        #expect(closed["x-roles"] == ["business-admin", "system-admin"])
        #expect(closed["x-access"] == ["business-admin": "if body.public == true or not has(body.public)"])
    }

    @Test("what is not built says so and describes its 501, what is handed on leaves the answers to the service")
    func notCarriedOut() throws {
        let operations = Self.each(try Self.document())
        func isBelow(_ path: String, _ names: [String]) -> Bool { names.contains { path.hasPrefix("/v1/\($0)") } }
        for (path, method, operation) in operations {
            var text = ""
            if case .text(let description)? = operation["description"] { text = description }
            let isPlanned = isBelow(path, ["business", "cluster", "node"])
            let isHandedOn = isBelow(path, ["app"])
            #expect(text.hasPrefix("Not built yet: ") == isPlanned, "\(method) \(path)")
            #expect(text.hasPrefix("Handed on, with the caller's own token, ") == isHandedOn, "\(method) \(path)")
            #expect(operation["x-standing"] == (isPlanned ? "planned" : isHandedOn ? "handed-on" : nil), "\(path)")
            #expect((operation["responses"]?["default"] != nil) == isHandedOn, "\(method) \(path)")
            #expect((operation["responses"]?["200"] == nil) == isHandedOn, "\(method) \(path)")
        }
        let create = try #require(operations.first { $0.path == "/v1/business" && $0.method == "post" }).operation
        #expect(create["x-roles"] == ["approved"])
        let fields = create["requestBody"]?["content"]?["application/json"]?["schema"]?["required"]
        #expect(fields == ["name", "introduce", "objective", "scale"])
        #expect(create["responses"]?["422"] == nil)
        let check = SchemaCheck(root: try Self.document())
        guard case .text(let reference)? = create["responses"]?["501"]?["$ref"],
            case .text(let why)? = try check.resolve(reference)["description"]
        else {
            Issue.record("501 is not described")
            return
        }
        #expect(why.contains("`not-offered`"))
    }

    @Test("the vendors' own APIs are left out")
    func leftOut() throws {
        for path in Set(Self.each(try Self.document()).map(\.path)) {
            #expect(!["/api/", "/v2", "/v3"].contains { path.hasPrefix($0) }, "\(path)")
        }
    }

    @Test("what the document is about begins with how one gets a token and sends it")
    func introduction() throws {
        guard case .text(let text)? = try Self.document()["info"]?["description"] else {
            Issue.record("no description")
            return
        }
        #expect(text.hasPrefix("To get a token, send POST /v1/authorization with "))
        #expect(text.contains("Authorization: Bearer TOKEN"))
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
            let isHandedOn = responses.contains { $0.name == "default" }
            var expected: Set = ["400", "408", "413", "414", "417", "431", "500", "501", "503", "505"]
            expected.insert(isHandedOn ? "default" : "200")
            if operation["security"] != [] { expected.formUnion(["401", "403"]) }
            let isJudged = !["/v1/business", "/v1/cluster", "/v1/node", "/v1/app"].contains { path.hasPrefix($0) }
            if operation["requestBody"] != nil, isJudged { expected.formUnion(["415", "422"]) }
            if path.hasPrefix("/v1/repository/image") || path.hasPrefix("/v1/repository/project") {
                expected.formUnion(["404", "409", "429", "502", "504"])
            }
            #expect(expected.isSubset(of: statuses), "\(method) \(path) lacks \(expected.subtracting(statuses))")
            for response in responses {
                var tree = response.value
                if case .text(let reference)? = tree["$ref"] { tree = try check.resolve(reference) }
                #expect(tree["description"] != nil)
                let hasNone = method == "head" || isHandedOn
                #expect((tree["content"] == nil) == hasNone, "\(method) \(path) \(response.name)")
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
        let tree = OpenAPIDocument(ruleset, operations: Self.operations, release: Version.current).tree
        #expect(answer.body == tree.bytes + [UInt8(ascii: "\n")])
        #expect(try await endpoint.respond(to: AccountRulesTests.request("")).body == answer.body)
        let none = OpenAPIEndpoint(operations: Self.operations) { nil }
        let error = await #expect(throws: GatewayError.self) {
            try await none.respond(to: AccountRulesTests.request(""))
        }
        #expect(error?.code == .draining)
    }
}
