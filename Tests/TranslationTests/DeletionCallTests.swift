import Domain
import Testing

@testable import Translation

@Suite("What each DELETE of /v1 asks Harbor for")
struct DeletionCallTests {
    /// Every call of a deletion in which all goes well.
    private func calls(_ name: TranslationName, _ query: String = "", body: String? = nil) throws -> [String] {
        var trace = try Trace(name, query, body: body, credentialProven: false)
        var calls: [String] = []
        while let call = trace.call, calls.count < 200 {
            calls.append(([call] + trace.callFields).joined(separator: " "))
            #expect(trace.callBody == nil)
            trace.reply(200)
        }
        _ = try trace.text()
        return calls
    }

    @Test("images: the repository, with its inner slashes encoded twice", arguments: [true, false])
    func images(inBody: Bool) throws {
        let calls = try calls(
            .imageDelete, inBody ? "" : "imageName=test/img1&imageName=test%2Fteam%2Fsub/img2",
            body: inBody ? #"{"imageName":["test/img1","test/team/sub/img2"]}"# : nil)
        #expect(
            calls == [
                "DELETE /api/v2.0/projects/test/repositories/img1 X-Is-Resource-Name: true",
                "DELETE /api/v2.0/projects/test/repositories/team%252Fsub%252Fimg2 X-Is-Resource-Name: true",
            ])
    }

    @Test("tags: each below the artifact that it names, never that artifact", arguments: [true, false])
    func tags(inBody: Bool) throws {
        let calls = try calls(
            .imageTagDelete, inBody ? "" : "tag=v1&imageName=2048/team/demo1&tag=V2.0_a",
            body: inBody ? #"{"imageName":"2048/team/demo1","tag":["v1","V2.0_a"]}"# : nil)
        let repository = "DELETE /api/v2.0/projects/2048/repositories/team%252Fdemo1"
        #expect(
            calls == [
                "\(repository)/artifacts/v1/tags/v1 X-Is-Resource-Name: true",
                "\(repository)/artifacts/V2.0_a/tags/V2.0_a X-Is-Resource-Name: true",
            ])
    }

    @Test("projects: by id, which is said, since a project may be called 123", arguments: [true, false])
    func projects(inBody: Bool) throws {
        let calls = try calls(
            .projectDelete, inBody ? "" : "projectId=2&projectId=1&projectId=2147483647",
            body: inBody ? #"{"projectId":[2,1,2147483647]}"# : nil)
        #expect(
            calls == [
                "DELETE /api/v2.0/projects/2 X-Is-Resource-Name: false",
                "DELETE /api/v2.0/projects/1 X-Is-Resource-Name: false",
                "DELETE /api/v2.0/projects/2147483647 X-Is-Resource-Name: false",
            ])
    }

    @Test("nothing is asked for twice, and the first place counts")
    func distinct() throws {
        #expect(try calls(.imageDelete, body: #"{"imageName":["a/x","a/y","a/x","a/x"]}"#).count == 2)
        #expect(try calls(.imageTagDelete, body: #"{"imageName":"a/x","tag":["v1","v1","V1"]}"#).count == 2)
        #expect(
            try calls(.projectDelete, body: #"{"projectId":[3,1,3,2,1]}"#).map { $0.prefix(30) } == [
                "DELETE /api/v2.0/projects/3 X-", "DELETE /api/v2.0/projects/1 X-", "DELETE /api/v2.0/projects/2 X-",
            ])
    }

    @Test("a hundred at most, the same one counted once")
    func cap() throws {
        let ids = Array(1...ItemDeletion.mostItems)
        #expect(ids.count == 100)
        #expect(try calls(.projectDelete, body: #"{"projectId":\#(ids + ids)}"#).count == 100)
        #expect { try calls(.projectDelete, body: #"{"projectId":\#(ids + [101])}"#) } throws: {
            ($0 as? GatewayError)?.message == "projectId: must be at most 100 at once"
        }
        let names = (1...101).map { "imageName=a/x\($0)" }.joined(separator: "&")
        #expect { try calls(.imageDelete, names) } throws: {
            ($0 as? GatewayError)?.message == "imageName: must be at most 100 at once"
        }
        let tags = (1...101).map { "tag=v\($0)" }.joined(separator: "&")
        #expect { try calls(.imageTagDelete, "imageName=a/b&\(tags)") } throws: {
            ($0 as? GatewayError)?.message == "tag: must be at most 100 at once"
        }
    }

    @Test(
        "one item that is wrong is 422, and nothing is asked for",
        arguments: [
            (TranslationName.imageDelete, "imageName", #"{"imageName":["a/b","img1"]}"#),
            (.imageDelete, "imageName", #"{"imageName":["a/b","a/../b"]}"#),
            (.imageDelete, "imageName", #"{"imageName":["a/b","a/B"]}"#),
            (.imageDelete, "imageName", #"{"imageName":["a/b","a/b%2fc"]}"#),
            (.imageDelete, "imageName", #"{"imageName":["a/b",""]}"#),
            (.imageDelete, "imageName", #"{"imageName":"a/b"}"#), (.imageDelete, "imageName", "{}"),
            (.imageTagDelete, "imageName", #"{"tag":["v1"]}"#),
            (.imageTagDelete, "imageName", #"{"imageName":["a/b"],"tag":["v1"]}"#),
            (.imageTagDelete, "imageName", #"{"imageName":"demo1","tag":["v1"]}"#),
            (.imageTagDelete, "tag", #"{"imageName":"a/b"}"#),
            (.imageTagDelete, "tag", #"{"imageName":"a/b","tag":"v1"}"#),
            (.imageTagDelete, "tag", #"{"imageName":"a/b","tag":["v1","a/b"]}"#),
            (.imageTagDelete, "tag", #"{"imageName":"a/b","tag":["v1","sha256:00"]}"#),
            (.imageTagDelete, "tag", #"{"imageName":"a/b","tag":[".."]}"#),
            (.projectDelete, "projectId", #"{"projectId":[1,0]}"#),
            (.projectDelete, "projectId", #"{"projectId":[1,"2"]}"#),
            (.projectDelete, "projectId", #"{"projectId":[2147483648]}"#),
            (.projectDelete, "projectId", #"{"projectId":1}"#), (.projectDelete, "projectId", "{}"),
        ])
    func invalid(_ name: TranslationName, field: String, body: String) {
        #expect { try Trace(name, body: body) } throws: { error in
            let refused = error as? GatewayError
            return refused?.code == .fieldInvalid && refused?.message?.hasPrefix("\(field): ") == true
        }
    }

    @Test(
        "neither body nor query is 422", arguments: [TranslationName.imageDelete, .imageTagDelete, .projectDelete])
    func nothing(_ name: TranslationName) {
        #expect { try Trace(name) } throws: { ($0 as? GatewayError)?.code == .fieldInvalid }
    }

    @Test("every call that says in its body what is to be changed takes it, and no other does")
    func takesBody() {
        let taking: Set<TranslationName> = [
            .projectCreate, .projectDelete, .imageDelete, .imageTagDelete, .memberCreate, .memberUpdate,
            .organizationCreate, .cvatUserUpdate,
        ]
        for name in TranslationName.allCases {
            #expect(name.takesBody == taking.contains(name))
        }
    }
}
