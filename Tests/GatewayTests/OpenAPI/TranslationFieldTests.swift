import Domain
import Testing
import Translation

@testable import Gateway

/// What the description says of a field and what the translation takes are the same, for values of all kinds.
@Suite("Described fields of translations")
struct TranslationFieldTests {
    private static let check = SchemaCheck(root: [:])

    /// Whether the request is taken; any other error than a wrong field is the test's to hear of.
    private static func isTaken(_ operation: Operation, query: String = "", body: JSONTree? = nil) throws -> Bool {
        let name = try #require(TranslationName(rawValue: operation.name))
        let request = TranslationRequest(
            query: query, body: body?.bytes ?? [], contentType: body == nil ? nil : "application/json")
        do throws(GatewayError) {
            _ = try name.translator(request, .harbor(HarborContext(registryAddress: "registry.test")))
            return true
        } catch {
            #expect(error.code == .fieldInvalid, "\(operation.name): \(error)")
            return false
        }
    }

    @Test("members of a body", arguments: Operation.translations.filter { !$0.body.isEmpty }.map(\.name))
    func members(name: String) throws {
        let operation = try #require(Operation.translations.first { $0.name == name })
        guard case .object(let members) = operation.body.example else { return }
        var candidates = FieldCandidates(seed: 7)
        #expect(try Self.isTaken(operation, body: operation.body.example))
        for field in operation.body {
            let others = members.filter { $0.name != field.name }
            #expect(try Self.isTaken(operation, body: .object(others)) == !field.isRequired, "without \(field.name)")
            var outcomes: Set<Bool> = []
            for value in candidates.values(for: field.rule) {
                let body = JSONTree.object(others + [.init(field.name, value)])
                let isRight = try Self.check.accepts(body, operation.body.objectSchema)
                #expect(try Self.isTaken(operation, body: body) == isRight, "\(field.name): \(value)")
                outcomes.insert(isRight)
            }
            #expect(outcomes == [true, false], "\(field.name)")
        }
    }

    @Test("parameters of a query", arguments: Operation.translations.filter { !$0.query.isEmpty }.map(\.name))
    func parameters(name: String) throws {
        let operation = try #require(Operation.translations.first { $0.name == name })
        var candidates = FieldCandidates(seed: 11)
        let required = operation.query.filter(\.isRequired)
        func query(_ texts: [String: String]) -> String {
            texts.map { "\($0.key)=\($0.value.percentEncoded)" }.joined(separator: "&")
        }
        var usual: [String: String] = [:]
        for field in required { if case .text(let text) = field.example { usual[field.name] = text } }
        #expect(try Self.isTaken(operation, query: query(usual)))
        for field in operation.query {
            var others = usual
            others[field.name] = nil
            #expect(try Self.isTaken(operation, query: query(others)) == !field.isRequired, "without \(field.name)")
            var outcomes: Set<Bool> = []
            for text in candidates.parameters(for: field.rule) {
                var texts = others
                texts[field.name] = text
                let value = FieldCandidates.value(of: text, for: field.rule)
                let isRight = try Self.check.accepts(value, field.schema)
                #expect(try Self.isTaken(operation, query: query(texts)) == isRight, "\(field.name)=\(text)")
                outcomes.insert(isRight)
            }
            #expect(outcomes == [true, false], "\(field.name)")
        }
    }
}

extension String {
    /// Every byte but the unreserved ones (RFC 3986 §2.3) as a triplet.
    var percentEncoded: String {
        utf8.map { byte in
            let scalar = Unicode.Scalar(byte)
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || (48...57).contains(byte))
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
                ? String(scalar) : digits.count == 1 ? "%0\(digits)" : "%\(digits)"
        }.joined()
    }
}
