import Domain
import Foundation
import StandIns
import Testing

@testable import Gateway

/// A gateway that ended between the registry's word that a project is made and its own note of whose it is.
@Suite("Projects whose making was cut off")
struct CutOffCreationTests {
    /// With administrators of ns1 and ns2, on an SWR, or on a Harbor where only administrators make projects.
    private func with(
        _ kind: DemoRegistry.Kind, _ body: (RegistryBed, _ ann: String, _ bob: String) async throws -> Void
    ) async throws {
        try await RegistryBed.with(kind) { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            let bob = try await bed.administrator("bob", of: "ns2")
            if kind == .harbor {
                #expect(try await bed.account("account-1", as: ann).status == 200)
                #expect(try await bed.account("account-2", as: bob).status == 200)
                #expect(bed.reserveProjects())
            }
            try await body(bed, ann, bob)
        }
    }

    /// The registry's number of a project, whoever's it is.
    private func number(of project: String, in bed: RegistryBed, _ kind: DemoRegistry.Kind) -> Int? {
        switch kind {
        case .harbor: bed.registry.harbor.registry.project(named: project)?.id
        case .swr: bed.registry.swr.registry.namespaces.first { $0.name == project }?.id
        }
    }

    @Test(
        "one is nobody's until its namespace asks for it again, and nobody else gets it",
        arguments: DemoRegistry.Kind.allCases)
    func again(kind: DemoRegistry.Kind) async throws {
        try await with(kind) { bed, ann, bob in
            #expect(try await bed.project("half", as: ann).status == 200)
            let former = try #require(number(of: "half", in: bed, kind))
            try await bed.cutOffCreations()
            // Two gateways would know nothing of each other's memories: this one forgets what it found out.
            #expect(try await bed.project("other", as: ann).status == 200)
            #expect(try await bed.projects(as: ann) == ["other"])
            #expect(try await bed.ask("GET", "/v1/repository/image?projectName=half", as: ann).status == 403)

            #expect(try await bed.project("half", as: bob).status == 409)
            let answer = try await bed.project("half", isPublic: true, as: ann)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(number(of: "half", in: bed, kind) != former, "made anew")
            #expect(try await bed.projects(as: ann) == ["half", "other"])
            #expect(try await bed.projects(as: ann, "public=true") == ["half"])
            #expect(try await bed.projects(as: bob) == [])
            #expect(try await bed.project("half", as: ann).status == 409)
        }
    }

    @Test("while the call may still be at it, it is taken", arguments: DemoRegistry.Kind.allCases)
    func early(kind: DemoRegistry.Kind) async throws {
        try await with(kind) { bed, ann, _ in
            #expect(try await bed.project("half", as: ann).status == 200)
            let former = number(of: "half", in: bed, kind)
            try await bed.cutOffCreations(age: 60)
            let answer = try await bed.project("half", as: ann)
            #expect(answer.status == 409, "\(answer.text)")
            #expect(number(of: "half", in: bed, kind) == former)
        }
    }

    @Test("a day later as well", arguments: DemoRegistry.Kind.allCases)
    func late(kind: DemoRegistry.Kind) async throws {
        try await with(kind) { bed, ann, _ in
            #expect(try await bed.project("half", as: ann).status == 200)
            let former = number(of: "half", in: bed, kind)
            try await bed.cutOffCreations(age: 90_000)
            #expect(try await bed.project("half", as: ann).status == 409)
            #expect(number(of: "half", in: bed, kind) == former)
        }
    }

    @Test("one that something was pushed to stays as it is", arguments: DemoRegistry.Kind.allCases)
    func full(kind: DemoRegistry.Kind) async throws {
        try await with(kind) { bed, ann, _ in
            #expect(try await bed.project("half", as: ann).status == 200)
            let former = number(of: "half", in: bed, kind)
            if kind == .harbor {
                #expect(bed.push("web", to: "half"))
            } else {
                let image = try await bed.ask(
                    "POST", "/v2/manage/namespaces/half/repos", #"{"repository":"web","is_public":false}"#, as: ann)
                #expect([200, 201].contains(image.status), "\(image.text)")
            }
            try await bed.cutOffCreations()
            let answer = try await bed.project("half", as: ann)
            #expect(answer.status == 409, "\(answer.text)")
            #expect(number(of: "half", in: bed, kind) == former)
        }
    }

    @Test("one that is somebody's by now is left alone", arguments: DemoRegistry.Kind.allCases)
    func somebodys(kind: DemoRegistry.Kind) async throws {
        try await with(kind) { bed, ann, bob in
            #expect(try await bed.project("half", as: ann).status == 200)
            try await bed.cutOffCreations()
            if kind == .harbor {
                #expect(bed.askHarbor("DELETE", "/projects/half").status == 200)
            } else {
                let root = try await bed.bed.administratorToken()
                #expect(try await bed.ask("DELETE", "/v2/manage/namespaces/half", as: root).status == 204)
            }
            #expect(try await bed.project("half", as: bob).status == 200)
            let answer = try await bed.project("half", as: ann)
            #expect(answer.status == 409, "\(answer.text)")
            #expect(try await bed.projects(as: bob) == ["half"])
            #expect(try await bed.projects(as: ann) == [])
        }
    }

    @Test("on Harbor one that was made at another time, or by somebody else, is no leftover", arguments: [true, false])
    func another(isOther: Bool) async throws {
        try await with(.harbor) { bed, ann, _ in
            #expect(try await bed.project("half", as: ann).status == 200)
            try await bed.cutOffCreations(age: isOther ? 200 : 7_200)
            if isOther {
                bed.registry.harbor.change { registry in
                    let owner = registry.account(named: "robin")?.id ?? 0
                    for place in registry.projects.indices where registry.projects[place].name == "half" {
                        registry.projects[place].ownerID = owner
                    }
                }
            }
            let former = number(of: "half", in: bed, .harbor)
            #expect(try await bed.project("half", as: ann).status == 409)
            #expect(number(of: "half", in: bed, .harbor) == former)
        }
    }

    @Test("one that could not be deleted again when the store failed is found the next time")
    func undone() async throws {
        try await with(.harbor) { bed, ann, _ in
            try await bed.refuseProjects()
            bed.registry.harbor.misbehave(.errorPage(status: 500)) { $0.method == "DELETE" }
            #expect(try await bed.project("half", as: ann).status == 503)
            let former = try #require(number(of: "half", in: bed, .harbor))
            bed.registry.harbor.behave()
            try await bed.keepProjects()
            try await bed.bed.execute([
                "UPDATE breakwater_project_intents SET create_time = create_time - 200, update_time = update_time - 200"
            ])
            let answer = try await bed.project("half", as: ann)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(number(of: "half", in: bed, .harbor) != former)
            #expect(try await bed.projects(as: ann) == ["half"])
        }
    }
}
