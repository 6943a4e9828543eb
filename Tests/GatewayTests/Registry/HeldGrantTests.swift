import Domain
import Foundation
import GRDB
import StandIns
import Testing

@testable import Gateway

/// SWR takes long over the permission of a namespace's user.
@Suite("Permissions that take long")
struct HeldGrantTests {
    /// The next call that gives a permission in an organization waits at SWR.
    private func hold(_ organization: String, _ front: RegistryFront) {
        front.hold(.before) {
            $0.method == "POST" && $0.target == "/v2/manage/namespaces/\(organization)/access"
        }
    }

    @Test("a project is answered for before its user has his permission there, who counts when he has it")
    func answer() async throws {
        try await RegistryBed.bindingFront { bed, front in
            let ann = try await bed.administrator("ann", of: "ns1")
            #expect(try await bed.bind("robin", as: ann).status == 200)
            hold("one", front)
            let answer = try await bed.project("one", as: ann)
            #expect(answer.status == 200, "\(answer.text)")
            try await front.arrival()
            #expect(bed.levels(in: "one")["robin"] == nil)
            #expect(try await bed.hasAccount(ann) == false)
            front.release()
            #expect(try await bed.accountCounts(ann))
            #expect(bed.levels(in: "one")["robin"] == .manage)
        }
    }

    @Test("of many projects at once none is left out")
    func many() async throws {
        try await RegistryBed.bindingFront { bed, front in
            let ann = try await bed.administrator("ann", of: "ns1")
            #expect(try await bed.bind("robin", as: ann).status == 200)
            let names = (0..<20).map { "many-\($0)" }
            hold(names[0], front)
            for name in names { #expect(try await bed.project(name, as: ann).status == 200) }
            try await front.arrival()
            front.release()
            #expect(try await bed.accountCounts(ann))
            for name in names { #expect(bed.levels(in: name)["robin"] == .manage, "\(name)") }
        }
    }

    @Test("another namespace's account does not wait for it")
    func apart() async throws {
        try await RegistryBed.bindingFront { bed, front in
            let ann = try await bed.administrator("ann", of: "ns1")
            let bob = try await bed.administrator("bob", of: "ns2")
            #expect(try await bed.project("one", as: ann).status == 200)
            #expect(try await bed.project("two", as: bob).status == 200)
            hold("one", front)
            async let first = bed.bind("robin", as: ann)
            try await front.arrival()
            let second = try await bed.bind("dana", as: bob)
            #expect(second.status == 200, "\(second.text)")
            #expect(bed.levels(in: "two")["dana"] == .manage)
            front.release()
            #expect(try await first.status == 200)
        }
    }

    @Test(
        "in what another namespace has made anew meanwhile the user may do nothing in the end",
        arguments: ["a1", "a9"])
    func moved(held: String) async throws {
        try await RegistryBed.bindingFront { bed, front in
            let ann = try await bed.administrator("ann", of: "ns1")
            let bob = try await bed.administrator("bob", of: "ns2")
            for name in ["a1", "a9"] { #expect(try await bed.project(name, as: ann).status == 200) }
            hold(held, front)
            async let binding = bed.bind("robin", as: ann)
            try await front.arrival()
            let deleted = try await bed.ask("DELETE", "/v2/manage/namespaces/a9", as: ann)
            #expect(deleted.status == 204, "\(deleted.text)")
            #expect(try await bed.project("a9", as: bob).status == 200)
            front.release()
            #expect(try await binding.status == 200)
            #expect(bed.levels(in: "a9")["robin"] == nil)
            #expect(bed.levels(in: "a1")["robin"] == .manage)
            #expect(try await bed.hasAccount(ann) == true)
        }
    }

    @Test("a stop waits for one that follows a project, though its answer is there")
    func stop() async throws {
        let settings = RegistryBed.shared.merging([.deadlineDrain: "20s"]) { $1 }
        try await RegistryBed.bindingFront(settings: settings) { bed, front in
            let ann = try await bed.administrator("ann", of: "ns1")
            #expect(try await bed.bind("robin", as: ann).status == 200)
            let idle = try await bed.bed.connect()
            try await idle.send("GET /unknown HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await idle.answer().status >= 400)
            hold("one", front)
            #expect(try await bed.project("one", as: ann).status == 200)
            try await front.arrival()
            let testbed = bed.bed
            let stop = Task { await testbed.stopGateway() }
            #expect(try await idle.end() == .closed)
            // A stop that waited for nothing would have come to the admin listener by now.
            for _ in 0..<30 { _ = try await bed.bed.askAdmin("/healthz") }
            front.release()
            await stop.value
            #expect(bed.levels(in: "one")["robin"] == .manage)
            let store = try DatabaseQueue(path: "\(bed.bed.stateDirectory)/breakwater.db")
            let notes = try await store.read { database in
                try Bool.fetchAll(
                    database,
                    sql: "SELECT is_given FROM breakwater_bound_user_grants WHERE organization = 'one'")
            }
            #expect(notes == [true])
        }
    }
}
