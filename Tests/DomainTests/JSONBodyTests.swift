import Testing

@testable import Domain

@Suite("JSON bodies of requests")
struct JSONBodyTests {
    @Test("the members of an object")
    func members() throws {
        let members = try JSONValue.bodyMembers(Array(#"{"a":1,"b":[true]}"#.utf8))
        #expect(members == ["a": .integer(1), "b": .array([.boolean(true)])])
    }

    @Test(
        "what is no JSON is told from what is no object, in the same words everywhere",
        arguments: [
            ("", GatewayError.noJSON.message), ("{", GatewayError.noJSON.message),
            (#"{"a":1,"a":2}"#, GatewayError.noJSON.message), ("[]", "the body is not a JSON object"),
            ("null", "the body is not a JSON object"),
        ])
    func refusals(text: String, message: String?) {
        let error = #expect(throws: GatewayError.self) { try JSONValue.bodyMembers(Array(text.utf8)) }
        #expect(error?.code == .fieldInvalid)
        #expect(error?.message == message)
        #expect(message?.isEmpty == false)
    }
}
