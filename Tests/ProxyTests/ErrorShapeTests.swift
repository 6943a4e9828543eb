import Domain
import Foundation
import Policy
import Testing

@testable import Proxy

@Suite("Error bodies")
struct ErrorShapeTests {
    private func object(_ bytes: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test(
        "every error in every shape is JSON with its status or code, text, reason and request id",
        arguments: GatewayError.Code.allCases)
    func complete(code: GatewayError.Code) throws {
        let envelope = try object(ErrorShape.envelope.body(GatewayError(code), requestID: "r-1"))
        #expect(envelope["code"] as? Int == code.status)
        #expect(envelope["message"] as? String == code.message)
        let problem = try object(ErrorShape.problem.body(GatewayError(code), requestID: "r-1"))
        #expect(problem["status"] as? Int == code.status)
        #expect(problem["title"] as? String == code.message)
        let errors = try object(ErrorShape.registry.body(GatewayError(code), requestID: "r-1"))["errors"]
        let error = try #require((errors as? [[String: Any]])?.first)
        #expect((error["code"] as? String)?.isEmpty == false)
        #expect(error["message"] as? String == code.message)
        for body in [envelope, problem, error] {
            #expect(body["reason"] as? String == code.rawValue)
            #expect(body["requestId"] as? String == "r-1")
        }
    }

    @Test("an error's own text replaces the code's, escaped; what is for the log stays out")
    func ownText() throws {
        let error = GatewayError(.fieldInvalid, message: "a \"quoted\"\n\u{1}text", detail: "password=x")
        for shape in ErrorShape.allCases {
            let bytes = shape.body(error, requestID: "r")
            #expect(!String(decoding: bytes, as: UTF8.self).contains("password"))
            _ = try object(bytes)
        }
        #expect(
            try object(ErrorShape.envelope.body(error, requestID: "r"))["message"] as? String
                == "a \"quoted\"\n\u{1}text")
    }

    @Test(
        "Harbor's clients see Harbor's names",
        arguments: [
            (GatewayError.Code.tokenMissing, "UNAUTHORIZED"), (.roleRefused, "FORBIDDEN"), (.routeUnknown, "NOT_FOUND"),
            (.methodNotAllowed, "METHOD_NOT_ALLOWED"), (.bodyTooLarge, "REQUEST_ENTITY_TOO_LARGE"),
            (.malformedRequest, "BAD_REQUEST"), (.upstreamTimeout, "UNKNOWN"),
        ])
    func registryCodes(code: GatewayError.Code, name: String) throws {
        let body = try object(ErrorShape.registry.body(GatewayError(code), requestID: "r"))
        #expect((body["errors"] as? [[String: Any]])?.first?["code"] as? String == name)
    }
}
