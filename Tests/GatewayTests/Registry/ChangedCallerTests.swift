import Domain
import Foundation
import Store
import Testing

@testable import Gateway

/// A request that the gateway holds until its body is whole goes on as what its caller is by then, or not at all.
@Suite("A caller who changes while the body of a relayed request arrives")
struct ChangedCallerTests {
    private static let routes = ["one": "[business-admin]", "any": "[pending, business-admin]"].map { name, roles in
        """
          - id: held-\(name)
            match: { methods: [POST], path: "/v1/held/\(name)" }
            to: { upstream: reg, path: "/x" }
            access: { allow: [{ roles: \(roles) }] }
          - id: made-\(name)
            match: { methods: [POST], path: "/v1/made/\(name)" }
            to: { translate: project-create, upstream: reg }
            access: { allow: [{ roles: \(roles) }] }

        """
    }.joined()

    private static let body = #"{"projectName":"mine","public":true}"#

    struct Change: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// Who else than business administrators the route is for.
        let route: String
        let call: @Sendable (_ id: Int64, _ token: String, _ administrator: String) throws -> Call
        let status: Int
        let reason: String
    }

    private static let changes = [
        Change(
            testDescription: "logged out", route: "one", call: { _, token, _ in .logout(token) }, status: 401,
            reason: "session-ended"),
        Change(
            testDescription: "banned", route: "one",
            call: { id, _, administrator in try .setStatus(3, of: id, by: administrator) }, status: 401,
            reason: "session-ended"),
        Change(
            testDescription: "deleted", route: "one",
            call: { id, _, administrator in .delete(id, by: administrator) }, status: 401, reason: "session-ended"),
        Change(
            testDescription: "demoted", route: "one",
            call: { id, _, administrator in try .setStatus(0, of: id, by: administrator) }, status: 403,
            reason: "role"),
        // In whose name the request goes upstream was settled for another role.
        Change(
            testDescription: "demoted to a role that is let in", route: "any",
            call: { id, _, administrator in try .setStatus(0, of: id, by: administrator) }, status: 401,
            reason: "session-ended"),
    ]

    /// A request of a business administrator that was admitted, and whose body has not come.
    private func begin(_ path: String, _ token: String, _ bed: Testbed) async throws -> Wire {
        let wire = try await bed.connect()
        try await wire.send(
            "POST \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: \(token)\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(Self.body.utf8.count)\r\nExpect: 100-continue\r\n\r\n")
        #expect(try await wire.answer().status == 100)
        return wire
    }

    @Test("nothing goes upstream for who is somebody else by then", arguments: ["held", "made"], changes)
    func changed(kind: String, change: Change) async throws {
        try await Testbed.with { bed in
            try await bed.enforceRegistry(Self.routes)
            let administrator = try await bed.administratorToken()
            let ann = try await bed.account("ann", namespace: "ns7", isAdministrator: true)
            let token = try bed.token(of: ann)
            let wire = try await begin("/v1/\(kind)/\(change.route)", token, bed)
            #expect(try await bed.answer(to: try change.call(ann.id, token, administrator)).status == 200)
            try await wire.send(Self.body)
            let answer = try await wire.answer()
            #expect(answer.status == change.status, "\(answer.text)")
            #expect(answer.reason == change.reason)
            #expect(bed.origin.connections == 0)
        }
    }

    @Test("who is the same as before is served", arguments: ["/v1/held/one", "/v1/held/any", "/v1/made/one"])
    func unchanged(path: String) async throws {
        try await Testbed.with { bed in
            try await bed.enforceRegistry(Self.routes)
            let ann = try await bed.account("ann", namespace: "ns7", isAdministrator: true)
            let bob = try await bed.account("bob", namespace: "ns7", isAdministrator: true)
            let wire = try await begin(path, try bed.token(of: ann), bed)
            // Of somebody else, on the same event loop.
            let administrator = try await bed.administratorToken()
            #expect(try await bed.answer(to: try .setStatus(3, of: bob.id, by: administrator)).status == 200)
            try await wire.send(Self.body)
            let upstream = try await bed.origin.accept()
            let request = try await upstream.request()
            #expect(request["Authorization"] == "Bearer pass:word")
            guard path.hasPrefix("/v1/held") else { return }
            #expect(request.startLine == "POST /x HTTP/1.1" && request.text == Self.body)
            try await upstream.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
            #expect(try await wire.answer().status == 201)
        }
    }
}
