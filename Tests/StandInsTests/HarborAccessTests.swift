import Domain
import Foundation
import Synchronization
import Testing

@testable import StandIns

@Suite("Harbor's stand-in: who is asking")
struct HarborAccessTests {
    @Test(
        "a wrong, foreign or malformed credential is nobody, not an error",
        arguments: [
            Ask.basic("root", "wrong"), Ask.basic("stranger", "Root12345"), Ask.basic("ROOT", "Root12345"),
            "Bearer abc.def.ghi", "Basic !!!", "Basic", "", Ask.basic("", ""),
        ])
    func nobody(_ credential: String) throws {
        let ask = Ask()
        let projects = ask("/projects", as: .nobody, fields: [("Authorization", credential)])
        #expect(projects.status == 200)
        #expect(try projects.texts("name") == ["library"])
        #expect(projects.field("X-Total-Count") == "1")
        let current = ask("/users/current", as: .nobody, fields: [("Authorization", credential)])
        #expect(current.status == 401)
        #expect(try current.fault() == "UNAUTHORIZED: unauthorized")
    }

    @Test("a wrong password closes the account for one and a half seconds, and no other")
    func freeze() {
        let clock = Mutex(ContinuousClock.now)
        let ask = Ask(now: { clock.withLock { $0 } })
        #expect(ask("/users/current").status == 200)
        _ = ask("/projects", as: .nobody, fields: [("Authorization", Ask.basic("root", "guess"))])
        #expect(ask("/users/current").status == 401)
        #expect(ask("/users/current", as: .member).status == 200)
        clock.withLock { $0 = $0.advanced(by: .milliseconds(1_499)) }
        #expect(ask("/users/current").status == 401)
        clock.withLock { $0 = $0.advanced(by: .milliseconds(1)) }
        #expect(ask("/users/current").status == 200)
    }

    @Test("an account is told what it is")
    func current() throws {
        let ask = Ask()
        let root = try ask("/users/current").object()
        #expect(root["username"] as? String == "root")
        #expect(root["sysadmin_flag"] as? Bool == true)
        #expect(root["email"] == nil)
        let mia = try ask("/users/current", as: .member).object()
        #expect(mia["user_id"] as? Int == 3)
        #expect(mia["email"] as? String == "mia@example.org")
    }

    @Test("an e-mail address logs in")
    func email() {
        let response = Ask()(
            "/users/current", as: .nobody, fields: [("Authorization", Ask.basic("mia@example.org", "Mia12345"))])
        #expect(response.status == 200)
    }

    @Test(
        "a project that one may not see: 401 for nobody, 403 for others, whether it exists or not",
        arguments: [
            "/projects/fleet", "/projects/nope", "/projects/fleet/repositories", "/projects/nope/repositories",
            "/projects/fleet/repositories/service-001", "/projects/fleet/repositories/service-001/artifacts",
            "/projects/nope/repositories/x/artifacts",
        ])
    func hidden(_ path: String) throws {
        let ask = Ask()
        #expect(try ask(path, as: .nobody).fault() == "UNAUTHORIZED: unauthorized")
        let other = ask(path, as: .member)
        #expect(other.status == 403)
        #expect(try other.fault() == "FORBIDDEN: forbidden")
    }

    @Test(
        "HEAD tells anybody with an account whether a project exists",
        arguments: [
            ("fleet", Ask.Caller.member, 200), ("nope", .member, 404), ("fleet", .nobody, 401), ("", .member, 422),
        ])
    func exists(_ name: String, _ caller: Ask.Caller, status: Int) {
        #expect(Ask()("/projects?project_name=\(name)", as: caller, method: "HEAD").status == status)
    }

    @Test("statistics need an account, and count everything only for the administrator")
    func statistics() throws {
        let ask = Ask()
        #expect(ask("/statistics", as: .nobody).status == 401)
        let all = try ask("/statistics").object()
        #expect(all["total_project_count"] as? Int == 5)
        #expect(all["total_repo_count"] as? Int == 125)
        #expect(all["private_project_count"] as? Int == 4)
        #expect(all["private_repo_count"] as? Int == 122)
        #expect(all["public_repo_count"] as? Int == 3)
        let own = try ask("/statistics", as: .member).object()
        #expect(own["private_project_count"] as? Int == 1)
        #expect(own["private_repo_count"] as? Int == 1)
        #expect(own["total_project_count"] as? Int == 0)
        #expect(own["total_storage_consumption"] as? Int == 0)
    }
}
