import Domain
import Foundation
import StandIns
import Testing

@testable import Gateway

/// What is changed in a registry and kept in the store is changed in neither when the disk is full.
@Suite("A disk that is full")
struct FullDiskTests {
    /// What a client is told, and that it has an answer at all.
    private func expectRefusal(_ answer: PlainMessage, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(answer.status == 503, "\(answer.text)", sourceLocation: sourceLocation)
        #expect(answer.reason == "store", sourceLocation: sourceLocation)
    }

    @Test("no account is made and no password changed at Harbor, no registry noted; with room all of it works")
    func harbor() async throws {
        try await RegistryBed.with { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            let bob = try await bed.administrator("bob", of: "ns2")
            #expect(try await bed.account("one", as: ann).status == 200)
            let password = #"{"password":"Harbor-Pass-2"}"#
            let third =
                #"{"repositoryId":"hub","address":"hub.example.org","user":"puller","password":"Pull-Secret-1"}"#

            let disk = try await FullDisk(bed.bed)
            expectRefusal(try await bed.account("two", as: bob))
            #expect(bed.registry.harbor.registry.account(named: "two") == nil)
            expectRefusal(try await bed.ask("PUT", "/v1/repository/user/password", password, as: ann))
            #expect(bed.harborPassword(of: "one") == "Harbor-Pass-1")
            expectRefusal(try await bed.ask("POST", "/v1/repository/third", third, as: ann))
            #expect(try await bed.ask("GET", "/v1/repository/third", as: ann).rows().isEmpty)
            // Who only looks is served on.
            #expect(try await bed.ask("GET", "/v1/repository/project", as: ann).status == 200)

            try await disk.clear()
            #expect(try await bed.account("two", as: bob).status == 200)
            #expect(try await bed.ask("PUT", "/v1/repository/user/password", password, as: ann).status == 200)
            #expect(bed.harborPassword(of: "one") == "Harbor-Pass-2")
            #expect(try await bed.storedPasswords(of: "ns1") == ["Harbor-Pass-2"])
            #expect(try await bed.ask("POST", "/v1/repository/third", third, as: ann).status == 200)
            #expect(try await bed.project("mine", as: bob).status == 200)
        }
    }

    @Test("no organization stays in SWR that would be nobody's; with room it is made")
    func swr() async throws {
        try await RegistryBed.with(.swr) { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            let disk = try await FullDisk(bed.bed)
            expectRefusal(try await bed.project("mine", as: ann))
            #expect(!bed.registry.swr.registry.namespaces.contains { $0.name == "mine" })
            #expect(try await bed.ask("GET", "/v1/repository/project", as: ann).rows().isEmpty)

            try await disk.clear()
            #expect(try await bed.project("mine", as: ann).status == 200)
            let rows = try await bed.ask("GET", "/v1/repository/project", as: ann).rows()
            #expect(rows.map { $0["projectName"] as? String } == ["mine"])
        }
    }
}
