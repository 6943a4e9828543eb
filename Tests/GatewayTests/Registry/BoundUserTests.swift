import Domain
import Foundation
import StandIns
import Testing

@testable import Gateway

/// SWR keeps no users: a user of the IAM becomes the account of a namespace there, where the policy lets him.
@Suite("Users of the IAM as accounts on SWR")
struct BoundUserTests {
    @Test(
        "whoever knows a user's password makes him the account of his namespace, in what there is and what comes",
        arguments: ["aksk", "token"])
    func bound(way: String) async throws {
        try await RegistryBed.binding(way) { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            for name in ["one", "two"] { #expect(try await bed.project(name, as: ann).status == 200) }
            #expect(try await bed.hasAccount(ann) == false)
            let before = bed.tries
            let answer = try await bed.bind("robin", as: ann)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(bed.tries == before + 1, "he logs in once")
            #expect(bed.levels(in: "one")["robin"] == .manage && bed.levels(in: "two")["robin"] == .manage)
            #expect(bed.levels(in: "team")["robin"] == .edit, "of nobody's project")
            #expect(try await bed.hasAccount(ann) == true)

            #expect(try await bed.project("three", as: ann).status == 200)
            let made = try await bed.ask("POST", "/v2/manage/namespaces", #"{"namespace":"four"}"#, as: ann)
            #expect(made.status == 201, "\(made.text)")
            #expect(try await bed.accountCounts(ann))
            #expect(bed.levels(in: "three")["robin"] == .manage && bed.levels(in: "four")["robin"] == .manage)
            #expect(bed.tries == before + 1, "his password is not kept")

            let bob = try await bed.administrator("bob", of: "ns2")
            #expect(try await bed.project("five", as: bob).status == 200)
            #expect(bed.levels(in: "five")["robin"] == nil)
            #expect(try await bed.hasAccount(bob) == false)
        }
    }

    @Test("his password is in no file of the gateway's")
    func secret() async throws {
        try await RegistryBed.binding { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            bed.registry.iam.changePassword(of: "robin", to: Secret("short%secret"))
            #expect(try await bed.bind("robin", as: ann).status == 200, "however weak it is")
            await bed.bed.stopGateway()
            for log in ["audit", "access", "decisions"] {
                #expect(try !bed.bed.logText(log).contains("short%secret"), "\(log)")
            }
            let folder = URL(fileURLWithPath: bed.bed.stateDirectory)
            for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
                guard let bytes = try? Data(contentsOf: file) else { continue }
                #expect(bytes.range(of: Data("short%secret".utf8)) == nil, "\(file.lastPathComponent)")
            }
            let line = try #require(
                try bed.bed.log("audit").first { $0["target"] as? String == "robin" })
            #expect(line["outcome"] as? String == "success")
        }
    }

    @Test("a wrong password is 400 and never 401, is tried once, and after some of them nothing is tried")
    func wrong() async throws {
        try await RegistryBed.binding { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            // Whoever it is of: the namespace is what they are counted by.
            for user in ["robin", "dana", "nobody", "robin", "dana"] {
                let before = bed.tries
                let answer = try await bed.bind(user, password: "Wrong-Passw0rd", as: ann)
                #expect(answer.status == 400, "\(answer.text)")
                #expect(try answer.json()["reason"] as? String == "upstream-refused")
                #expect(bed.tries == before + 1)
            }
            let before = bed.tries
            let later = try await bed.bind("robin", as: ann)
            #expect(later.status == 429 && later.values("retry-after").count == 1, "\(later.text)")
            #expect(bed.tries == before)
            let bob = try await bed.administrator("bob", of: "ns2")
            #expect(try await bed.bind("robin", as: bob).status == 200, "another namespace does not wait")
        }
    }

    @Test("a namespace has one account, a user one namespace, and the gateway's own is nobody's")
    func conflicts() async throws {
        try await RegistryBed.binding("token") { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            let bob = try await bed.administrator("bob", of: "ns2")
            for user in ["gateway", "Gateway"] {
                let own = try await bed.bind(user, password: "Any-Passw0rd", as: ann)
                #expect(own.status == 409, "\(own.text)")
            }
            #expect(bed.tries == 0, "or whoever guesses would lock the gateway out")
            #expect(try await bed.bind("robin", as: ann).status == 200)
            let tries = bed.tries
            for user in ["robin", "dana"] { #expect(try await bed.bind(user, as: ann).status == 409) }
            #expect(bed.tries == tries)
            let taken = try await bed.bind("robin", as: bob)
            #expect(taken.status == 409, "\(taken.text)")
            #expect(try await bed.hasAccount(bob) == false)
            #expect(try await bed.bind("dana", as: bob).status == 200)
        }
    }

    @Test("one who is gone from the IAM keeps nobody from making projects, does not count, and can be replaced")
    func gone() async throws {
        try await RegistryBed.binding { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            #expect(try await bed.project("one", as: ann).status == 200)
            #expect(try await bed.bind("robin", as: ann).status == 200)
            bed.registry.iam.change { directory in directory.users.removeAll { $0.name == "robin" } }
            #expect(try await bed.project("late", as: ann).status == 200)
            let isTried = try await bed.bed.eventually {
                _ = try await bed.bed.askAdmin("/healthz")
                return bed.registry.swr.requests.contains("POST /v2/manage/namespaces/late/access")
            }
            #expect(isTried)
            #expect(try await bed.hasAccount(ann) == false)
            #expect(try await bed.bind("dana", as: ann).status == 200)
            for name in ["one", "late"] {
                #expect(bed.levels(in: name)["robin"] == nil && bed.levels(in: name)["dana"] == .manage, "\(name)")
            }
            #expect(try await bed.hasAccount(ann) == true)
            await bed.bed.stopGateway()
            let line = try #require(try bed.bed.log("audit").first { $0["event"] as? String == "refusal" })
            let detail = try #require(line["detail"] as? String)
            #expect(detail.contains("ns1") && detail.contains("late"), "\(detail)")
        }
    }

    @Test("of a project that is deleted nothing stays, and the next of its name is another one")
    func deleted() async throws {
        try await RegistryBed.binding { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            let bob = try await bed.administrator("bob", of: "ns2")
            for name in ["one", "two"] { #expect(try await bed.project(name, as: ann).status == 200) }
            #expect(try await bed.bind("robin", as: ann).status == 200)
            for name in ["one", "two"] {
                let deleted = try await bed.ask("DELETE", "/v2/manage/namespaces/\(name)", as: ann)
                #expect(deleted.status == 204, "\(deleted.text)")
            }
            #expect(try await bed.project("one", as: bob).status == 200)
            #expect(bed.levels(in: "one")["robin"] == nil)
            #expect(try await bed.project("two", as: ann).status == 200)
            #expect(try await bed.accountCounts(ann))
            #expect(bed.levels(in: "two")["robin"] == .manage)
        }
    }

    @Test("he is a member like others, whom a business administrator does not take out of his own projects")
    func member() async throws {
        try await RegistryBed.binding { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            #expect(try await bed.project("one", as: ann).status == 200)
            #expect(try await bed.bind("robin", as: ann).status == 200)
            let members = "/api/v2.0/projects/one/members"
            let added = try await bed.ask(
                "POST", members, #"{"role_id":2,"member_user":{"username":"dana"}}"#, as: ann)
            #expect(added.status == 201, "\(added.text)")
            let list = try await bed.ask("GET", members, as: ann)
            let rows = try JSONSerialization.jsonObject(with: Data(list.body)) as? [[String: Any]] ?? []
            func number(_ name: String) throws -> Int {
                try #require(rows.first { $0["entity_name"] as? String == name }?["id"] as? Int)
            }
            #expect(rows.first { $0["entity_name"] as? String == "robin" }?["role_id"] as? Int == 1)
            let (robin, dana) = (try number("robin"), try number("dana"))
            let lowered = try await bed.ask("PUT", "\(members)/\(robin)", #"{"role_id":3}"#, as: ann)
            #expect(lowered.status == 403, "\(lowered.text)")
            #expect(try await bed.ask("DELETE", "\(members)/\(robin)", as: ann).status == 403)
            #expect(bed.levels(in: "one")["robin"] == .manage)
            #expect(try await bed.ask("PUT", "\(members)/\(dana)", #"{"role_id":3}"#, as: ann).status == 200)
            #expect(try await bed.ask("DELETE", "\(members)/\(dana)", as: ann).status == 200)
            #expect(bed.levels(in: "one")["dana"] == nil)
        }
    }

    @Test("his password is changed in the IAM, and that is said")
    func password() async throws {
        try await RegistryBed.binding { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            #expect(try await bed.bind("robin", as: ann).status == 200)
            let answer = try await bed.ask(
                "PUT", "/v1/repository/user/password", #"{"password":"Other-Pass-1"}"#, as: ann)
            #expect(answer.status == 400)
            let document = try answer.json()
            #expect(document["reason"] as? String == "backend")
            #expect((document["message"] as? String)?.contains("IAM") == true, "\(answer.text)")
        }
    }
}
