import Domain
import Foundation
import GRDB
import StandIns
import Testing

@testable import Gateway

/// A gateway is stopped while something changes in a registry whose client has left.
@Suite("A stop while changes run that nobody waits for")
struct UnseenStopTests {
    private static let settings = RegistryBed.shared.merging([.deadlineDrain: "20s"]) { $1 }

    /// Sends a request, hangs up when the registry has carried it out and holds its answer back, and begins to stop.
    /// - Parameter isLate: whether the client hangs up when the stop has begun.
    /// - Returns: the stop, which has come to where it waits for clients.
    private func begin(
        _ call: Call, _ bed: RegistryBed, _ front: RegistryFront, isLate: Bool = false
    ) async throws -> Task<Void, Never> {
        let idle = try await bed.bed.connect()
        try await idle.send("GET /unknown HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try await idle.answer().status >= 400)
        let wire = try await bed.bed.connect()
        try await wire.send(call.text)
        try await front.arrival()
        if !isLate { await wire.close() }
        let testbed = bed.bed
        let stop = Task { await testbed.stopGateway() }
        #expect(try await idle.end() == .closed)
        if isLate { await wire.close() }
        // A stop that waited for nothing would have come to the admin listener by now.
        for _ in 0..<30 { _ = try await testbed.askAdmin("/healthz") }
        return stop
    }

    @Test(
        "it waits for a project that is being made, whenever the client left, and the project is kept",
        arguments: [false, true])
    func project(isLate: Bool) async throws {
        try await RegistryBed.withFront(.swr, settings: Self.settings) { bed, front in
            let ann = try await bed.administrator("ann", of: "ns1")
            front.hold(.after) { $0.method == "POST" && $0.target == "/v2/manage/namespaces" }
            let body = #"{"projectName":"late","public":true}"#
            let call = Call("POST", "/v1/repository/project", token: ann, body: body)
            let stop = try await begin(call, bed, front, isLate: isLate)
            front.release()
            await stop.value
            let store = try DatabaseQueue(path: "\(bed.bed.stateDirectory)/breakwater.db")
            let owners = try await store.read { database in
                try String.fetchAll(
                    database, sql: "SELECT namespace FROM breakwater_projects WHERE project_name = 'late'")
            }
            #expect(owners == ["ns1"])
        }
    }

    @Test("it waits for a password that is being changed: the next gateway has the new one and no other")
    func password() async throws {
        try await RegistryBed.withFront(.harbor, settings: Self.settings) { bed, front in
            let ann = try await bed.administrator("ann", of: "ns1")
            #expect(try await bed.account("one", as: ann).status == 200)
            front.hold(.after) { $0.method == "PUT" && $0.target.hasSuffix("/password") }
            let change = Call(
                "PUT", "/v1/repository/user/password", token: ann, body: #"{"password":"Harbor-Pass-2"}"#)
            let stop = try await begin(change, bed, front)
            front.release()
            await stop.value
            #expect(bed.harborPassword(of: "one") == "Harbor-Pass-2")
            try await bed.withTwin(behind: front) { (next) async throws in
                // Before anybody logs in, which would find out by itself.
                #expect(try await next.storedPasswords(of: "ns1") == ["Harbor-Pass-2"])
                #expect(try await next.project("mine", as: ann).status == 200)
            }
        }
    }

    @Test("it waits for an account that is being made: it is the namespace's, and there is one of it")
    func account() async throws {
        try await RegistryBed.withFront(.harbor, settings: Self.settings) { bed, front in
            let ann = try await bed.administrator("ann", of: "ns1")
            front.hold(.after) { $0.method == "POST" && $0.target == "/api/v2.0/users" }
            let creation = Call(
                "POST", "/v1/repository/user", token: ann, body: #"{"user":"one","password":"Harbor-Pass-1"}"#)
            let stop = try await begin(creation, bed, front)
            front.release()
            await stop.value
            try await bed.withTwin(behind: front) { (next) async throws in
                #expect(try await next.storedPasswords(of: "ns1") == ["Harbor-Pass-1"])
                // Made anew, or taken over, it would be 200.
                #expect(try await next.bed.answer(to: creation).status == 409)
                #expect(next.registry.harbor.registry.accounts.count { $0.name == "one" } == 1)
                #expect(try await next.project("mine", as: ann).status == 200)
            }
        }
    }
}
