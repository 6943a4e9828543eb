import Domain
import Policy
import StandIns
import Store
import Testing
import Translation

@testable import Gateway

/// An organization of ns7 is deleted and made anew by ns8 while ns7's user gets his permissions.
@Suite("Organizations that are another namespace's by now")
struct MovedOrganizationTests {
    private static let attic = "/v2/manage/namespaces/attic/access"

    /// The permissions that are noted and should not be.
    private func noted(_ it: BindingTrial) async throws -> Set<BoundUserGrant> {
        var strays: Set<BoundUserGrant> = []
        for namespace in ["ns7", "ns8"] {
            strays.formUnion(try await it.vault.strayGrants(of: namespace, on: it.upstream.name))
        }
        return strays
    }

    @Test("one that is another's when its turn comes is not asked for")
    func before() async throws {
        try await BindingTrial.run { it in
            it.caller.meanwhile("POST \(Self.attic)") { try await it.move("team") }
            try await it.bind()
            #expect(it.grants == ["POST attic/access"])
            #expect(it.level(of: "robin", in: "team") == .edit)
            let bound = try await it.bound()
            #expect(bound?.organizations == ["attic"] && bound?.begun == [])
            let counts = try await it.counts()
            #expect(counts)
        }
    }

    @Test(
        "where SWR gives the permission in what is another's by then, it is taken back, and the other's user has his",
        arguments: [true, false])
    func during(hasUser: Bool) async throws {
        try await BindingTrial.run { it in
            if hasUser { try await it.bind("dana", for: "ns8") }
            it.caller.meanwhile("POST \(Self.attic)") {
                try await it.move("attic")
                await it.followUp("attic")
            }
            try await it.bind()
            #expect(it.level(of: "robin", in: "attic") == nil)
            let level: SWRLevel? = hasUser ? .manage : nil
            #expect(it.level(of: "dana", in: "attic") == level)
            let bound = try await it.bound()
            #expect(bound?.organizations == ["team"] && bound?.begun == [])
            let other = try await it.bound(to: "ns8")
            let organizations: Set<String>? = hasUser ? ["attic"] : nil
            #expect(other?.organizations == organizations)
            let strays = try await noted(it)
            #expect(strays == [])
        }
    }

    @Test("one that its namespace made anew meanwhile is asked for again")
    func anew() async throws {
        try await BindingTrial.run { it in
            it.caller.meanwhile("POST \(Self.attic)") {
                var changes = try await it.kept("attic").map { ProjectChange.remove($0) }
                changes.append(.add(name: "attic", isPublic: false))
                for change in changes { try await it.facts.keep(change, of: "ns7", on: it.upstream.name) }
            }
            try await it.bind()
            #expect(it.grants.prefix(3) == ["POST attic/access", "POST attic/access", "GET attic/access"])
            let bound = try await it.bound()
            #expect(bound?.organizations == ["attic", "team"])
            #expect(it.level(of: "robin", in: "attic") == .manage)
        }
    }

    @Test("one that was given without anybody's having learned of it is taken back for the namespace that comes next")
    func unnoticed() async throws {
        try await BindingTrial.run { it in
            it.caller.fail("POST \(Self.attic)", isCarriedOut: true, with: .upstreamClosed)
            #expect(await it.failure()?.code == .upstreamClosed)
            try await it.move("attic")
            it.caller.answer("GET \(Self.attic)", with: UpstreamReply(status: 503))
            await it.followUp("attic")
            #expect(it.level(of: "robin", in: "attic") == .manage)
            var strays = try await noted(it)
            #expect(strays.map(\.organization) == ["attic"], "tried again")
            await it.followUp("attic")
            #expect(it.level(of: "robin", in: "attic") == nil)
            strays = try await noted(it)
            #expect(strays.map(\.organization) == ["attic"], "looked at again, since it was begun a moment ago")
        }
    }

    @Test(
        "one that comes to be after it was looked for in vain, and whose answer is lost, is still taken back",
        arguments: [false, true])
    func late(isForgotten: Bool) async throws {
        try await BindingTrial.run { it in
            it.caller.meanwhile("POST \(Self.attic)") {
                try await it.move("attic")
                await it.followUp("attic")
                let strays = try await noted(it)
                #expect(strays.count == 1, "it is under way")
                guard isForgotten else { return }
                for stray in strays { try await it.vault.dropGrant(stray) }
            }
            it.caller.fail("POST \(Self.attic)", isCarriedOut: true, with: .upstreamTimeout)
            #expect(await it.failure()?.code == .upstreamTimeout)
            #expect(it.level(of: "robin", in: "attic") == .manage)
            await it.followUp("attic")
            #expect(it.level(of: "robin", in: "attic") == nil)
        }
    }

    @Test("one that could not be taken back is tried again though nobody changes anything")
    func sweep() async throws {
        try await BindingTrial.run { it in
            it.caller.fail("POST \(Self.attic)", isCarriedOut: true, with: .upstreamClosed)
            #expect(await it.failure()?.code == .upstreamClosed)
            it.caller.forgetCalls()
            await it.binding.takeBackStrays(on: it.upstream)
            #expect(it.caller.calls.isEmpty && it.level(of: "robin", in: "attic") == .manage, "it is his")
            try await it.move("attic")
            it.caller.answer("GET \(Self.attic)", with: UpstreamReply(status: 503))
            await it.binding.takeBackStrays(on: it.upstream)
            #expect(it.level(of: "robin", in: "attic") == .manage)
            await it.binding.takeBackStrays(on: it.upstream)
            #expect(it.level(of: "robin", in: "attic") == nil)
        }
    }

    @Test("one that could not be taken back does not keep the namespace from its account")
    func stuck() async throws {
        try await BindingTrial.run { it in
            it.caller.fail("POST \(Self.attic)", isCarriedOut: true, with: .upstreamClosed)
            #expect(await it.failure()?.code == .upstreamClosed)
            try await it.move("attic")
            it.caller.answer("GET \(Self.attic)", with: UpstreamReply(status: 403))
            try await it.bind("dana", for: "ns8")
            let bound = try await it.bound(to: "ns8")
            #expect(bound?.organizations == ["attic"] && it.level(of: "dana", in: "attic") == .manage)
            #expect(it.level(of: "robin", in: "attic") == .manage)
        }
    }

    @Test(
        "that an earlier organization of the name is gone, or another namespace's, takes nothing from the note of this")
    func removal() async throws {
        try await BindingTrial.run { it in
            try await it.bind()
            let attic = try #require(try await it.kept("attic").first)
            for (namespace, keptAt) in [("ns8", attic.updatedAt), ("ns7", attic.updatedAt - 1)] {
                let other = KeptProject(
                    name: "attic", namespace: namespace, isPublic: false, createdAt: keptAt, updatedAt: keptAt)
                try await it.facts.keep(.remove(other), of: namespace, on: it.upstream.name)
            }
            var bound = try await it.bound()
            #expect(bound?.organizations == ["attic", "team"])
            // Whoever asks for it.
            try await it.facts.keep(.remove(attic), of: "ns9", on: it.upstream.name)
            bound = try await it.bound()
            #expect(bound?.organizations == ["team"])
        }
    }
}
