import Testing

@testable import StandIns

@Suite("Harbor's stand-in: artifacts and tags")
struct HarborArtifactTests {
    private static let web = "/projects/library/repositories/team%252Fweb"
    private static let runtime = "/projects/library/repositories/base%252Fruntime"

    private func digest(_ ask: Ask, _ path: String) throws -> String {
        try #require(try ask(path).object()["digest"] as? String)
    }

    @Test("an artifact is found by tag and by digest")
    func one() throws {
        let ask = Ask()
        let digest = try digest(ask, "\(Self.web)/artifacts/v2")
        for reference in [digest, "sha256%3A\(digest.dropFirst(7))", "latest"] {
            let artifact = try ask("\(Self.web)/artifacts/\(reference)", as: .nobody).object()
            #expect(artifact["digest"] as? String == digest)
            #expect(artifact["pull_time"] as? String == "0001-01-01T00:00:00.000Z")
        }
        #expect(try ask("\(Self.web)/artifacts/zzz").fault() == "NOT_FOUND: artifact library/team/web:zzz not found")
        #expect(ask("\(Self.web)/artifacts/v2?with_tag=false").text.contains("\"tags\":null"))
    }

    @Test("an artifact goes with all of its tags, and the repository stays without any")
    func delete() throws {
        let ask = Ask()
        let digest = try digest(ask, "\(Self.web)/artifacts/v2")
        #expect(ask.delete("\(Self.web)/artifacts/\(digest)").status == 200)
        #expect(ask.delete("\(Self.web)/artifacts/latest").status == 404)
        #expect(ask.delete("\(Self.web)/artifacts/v1").status == 200)
        #expect(ask("\(Self.web)/artifacts").text == "[]\n")
        #expect(try ask(Self.web).object()["artifact_count"] as? Int == 0)
        #expect(ask.delete("/projects/library/repositories/proxy/artifacts/1.0", as: .member).status == 403)
        #expect(ask.delete("/projects/library/repositories/proxy/artifacts/1.0", as: .nobody).status == 401)
    }

    @Test("an artifact with an immutable tag is 412, by whichever of its tags")
    func immutable() throws {
        let ask = Ask()
        let response = ask.delete("\(Self.runtime)/artifacts/latest")
        #expect(response.status == 412)
        #expect(try response.fault() == "PRECONDITION: the tag 6.3 configured as immutable, cannot be deleted")
        #expect(
            ask("\(Self.runtime)/artifacts/latest/tags?with_immutable_status=true").text.contains(#""immutable":true"#))
        #expect(!ask("\(Self.runtime)/artifacts/latest/tags").text.contains(#""immutable":true"#))
    }

    @Test("a part of an index is 412 and is not listed; the index names its parts")
    func index() throws {
        let ask = Ask()
        ask.harbor.change { registry in
            for position in registry.artifacts.indices where registry.artifacts[position].id == 3 {
                registry.artifacts[position].tags = []
            }
            for position in registry.artifacts.indices where registry.artifacts[position].id == 4 {
                registry.artifacts[position].children = [3]
            }
        }
        let list = ask("\(Self.web)/artifacts")
        #expect(list.field("X-Total-Count") == "1")
        #expect(list.text.contains(#""child_id":3,"parent_id":4"#))
        #expect(list.text.contains("application/vnd.oci.image.index.v1+json"))
        let part = try #require(ask.harbor.registry.artifacts.first { $0.id == 3 }).digest
        let response = ask.delete("\(Self.web)/artifacts/\(part)")
        #expect(response.status == 412)
        #expect(
            try response.fault() == "VIOLATE_FOREIGN_KEY_CONSTRAINT: the deleting artifact is referenced by others")
    }

    @Test("the tags of an artifact, the newest number first")
    func tags() throws {
        let ask = Ask()
        #expect(try ask("\(Self.web)/artifacts/v2/tags", as: .nobody).texts("name") == ["latest", "v2"])
        #expect(ask("\(Self.web)/artifacts/v2/tags?page_size=1").field("X-Total-Count") == "2")
        #expect(ask("\(Self.web)/artifacts/zzz/tags").status == 404)
    }

    @Test(
        "a tag is made without a Location; one that any artifact of the repository has is 409",
        arguments: [
            (#"{"name":"extra"}"#, 201, ""),
            (#"{"name":"v1"}"#, 409, "CONFLICT: tag v1 already exists under the repository 3"),
            (#"{"name":"bad tag!"}"#, 400, "BAD_REQUEST: bad request: invalid tag name: bad tag!"),
            ("{}", 400, "BAD_REQUEST: bad request: invalid tag name: "),
        ])
    func createTag(_ body: String, status: Int, fault: String) throws {
        let ask = Ask()
        let response = ask.post("\(Self.web)/artifacts/v2/tags", body)
        #expect(response.status == status)
        #expect(response.field("Location") == nil)
        if status == 201 {
            #expect(try ask("\(Self.web)/artifacts/extra/tags").texts("name").sorted() == ["extra", "latest", "v2"])
        } else {
            #expect(try response.fault() == fault)
        }
        #expect(ask.post("\(Self.web)/artifacts/v2/tags", body, as: .member).status == 403)
    }

    @Test("a description is put on a repository")
    func describe() throws {
        let ask = Ask()
        #expect(ask.call("PUT", Self.web, #"{"description":"my repo"}"#).status == 200)
        #expect(try ask(Self.web).object()["description"] as? String == "my repo")
        #expect(ask.call("PUT", "/projects/library/repositories/nope", #"{"description":"x"}"#).status == 404)
    }

    @Test("a copy has the tag that was asked for; of what is not there, it is 400")
    func copy() throws {
        let ask = Ask()
        let path = "/projects/attic/repositories/team%252Fweb/artifacts"
        let response = ask("\(path)?from=library/team/web:v2", method: "POST")
        #expect(response.status == 201)
        #expect(response.field("Location") == "/api/v2.0/projects/attic/repositories/team%2Fweb/artifacts/v2")
        #expect(try ask("\(path)/v2/tags").texts("name") == ["v2"])
        #expect(try digest(ask, "\(path)/v2") == digest(ask, "\(Self.web)/artifacts/v2"))
        let unknown = ask("\(path)?from=library/team/web:nope", method: "POST")
        #expect(unknown.status == 400)
        #expect(try unknown.fault() == "BAD_REQUEST: artifact library/team/web:nope not found")
        #expect(ask(path, method: "POST").status == 422)
        #expect(ask("\(path)?from=library/proxy:1.0", as: .member, method: "POST").status == 403)
        #expect(
            ask(
                "/projects/workshop/repositories/x/artifacts?from=fleet/service-001:stable", as: .member, method: "POST"
            ).status == 403)
        let digest = try digest(ask, "\(Self.web)/artifacts/v1")
        #expect(ask("\(path)?from=library/team/web@\(digest)", method: "POST").status == 201)
        #expect(ask("\(path)/\(digest)").text.contains("\"tags\":null"))
    }
}
