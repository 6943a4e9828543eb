import Domain
import StandIns
import Testing

@testable import Translation

@Suite("CVAT's users API against a whole server")
struct CVATAgainstStandInTests {
    private static let root = CVATSession.principal("root", .systemAdmin, in: "")
    private static let mia = CVATSession.principal("mia")
    private static let boss = CVATSession.principal("boss", .businessAdmin)

    @Test(
        "a list holds the members of one's organization, and everybody for a system administrator",
        arguments: [(mia, 14), (boss, 14), (CVATSession.principal("bea", in: "ns2"), 3), (root, 18)])
    func list(_ principal: Principal, count: Int) throws {
        let outcome = try CVATSession().run(.cvatUserList, "page_size=all", as: principal)
        #expect(outcome.status == 200)
        #expect(outcome.object["count"] as? Int == count)
        #expect(outcome.names.count == count)
        #expect(outcome.answer?.contentType == "application/vnd.cvat+json")
        #expect(!outcome.text.contains("cvat.example"))
    }

    @Test("an organization that the client names changes nothing")
    func foreignOrganization() throws {
        let session = CVATSession()
        let outcome = try session.run(.cvatUserList, "org=ns2&org_id=2&sign=x&username=bea", as: Self.mia)
        #expect(outcome.status == 200)
        #expect(outcome.names == [])
        #expect(session.cvat.requests.map(\.target) == ["/api/users?username=bea"])
    }

    @Test("a namespace without an organization is 404 in CVAT's words")
    func unknownOrganization() throws {
        let outcome = try CVATSession().run(.cvatUserList, as: CVATSession.principal("mia", in: "ns9"))
        #expect(outcome.status == 404)
        #expect(outcome.text == #"{"detail":"ns9 organization does not exist."}"#)
    }

    @Test("whoever follows next through the gateway comes to the end, and sees everybody once")
    func pages() throws {
        let session = CVATSession()
        var names: [String] = []
        var query: String? = "page_size=5&sort=username"
        for _ in 0..<10 {
            guard let current = query else { break }
            let outcome = try session.run(.cvatUserList, current, as: Self.mia)
            names += outcome.names
            let next = outcome.object["next"] as? String
            #expect(next?.hasPrefix("\(CVATTrace.gateway)/api/users?") != false)
            query = next?.split(separator: "?").last.map(String.init)
        }
        #expect(query == nil)
        #expect(names.count == 14)
        #expect(names == names.sorted())
    }

    @Test(
        "oneself, fellow members and for a system administrator anybody is shown; others are not there",
        arguments: [(mia, 3, 200), (mia, 4, 200), (mia, 15, 404), (mia, 1, 404), (mia, 99, 404), (root, 15, 200)])
    func read(_ principal: Principal, id: Int, status: Int) throws {
        let outcome = try CVATSession().run(.cvatUserRead, id: id, as: principal)
        #expect(outcome.status == status)
        if status == 200 {
            #expect(outcome.object["url"] as? String == "\(CVATTrace.gateway)/api/users/\(id)")
        }
    }

    @Test("one's own name is changed, and nobody else's")
    func rename() throws {
        let session = CVATSession()
        #expect(try session.run(.cvatUserUpdate, id: 3, body: #"{"first_name":"M"}"#, as: Self.mia).status == 200)
        #expect(session.cvat.directory.account(named: "mia")?.firstName == "M")
        let before = session.cvat.directory.accounts
        #expect(try session.run(.cvatUserUpdate, id: 4, body: #"{"first_name":"M"}"#, as: Self.boss).status == 403)
        #expect(try session.run(.cvatUserUpdate, id: 15, body: #"{"first_name":"M"}"#, as: Self.boss).status == 404)
        #expect(session.cvat.directory.accounts == before)
    }

    @Test("a system administrator changes anybody, and hears what CVAT says to it")
    func change() throws {
        let session = CVATSession()
        let done = try session.run(
            .cvatUserUpdate, id: 3, body: #"{"groups":["worker"],"is_active":false}"#, as: Self.root)
        #expect(done.status == 200)
        #expect(session.cvat.directory.account(named: "mia")?.isActive == false)
        let taken = try session.run(.cvatUserUpdate, id: 3, body: #"{"username":"boss"}"#, as: Self.root)
        #expect(taken.status == 400)
        #expect(taken.text == #"{"username":["A user with that username already exists."]}"#)
    }

    @Test("a system administrator deletes anybody but the account of his own name")
    func delete() throws {
        let session = CVATSession()
        let sol = CVATSession.principal("sol", .systemAdmin, in: "")
        #expect(try session.run(.cvatUserDelete, id: 18, as: sol).status == 403)
        let outcome = try session.run(.cvatUserDelete, id: 3, as: sol)
        #expect(outcome.status == 204)
        #expect(outcome.calls == 2)
        #expect(session.cvat.directory.account(id: 3) == nil)
        #expect(session.cvat.directory.account(id: 18) != nil)
        #expect(try session.run(.cvatUserDelete, id: 3, as: sol).status == 404)
    }

    @Test("oneself is answered without CVAT, also when it does not take the token")
    func current() throws {
        let session = CVATSession()
        session.invalidateToken()
        let outcome = try session.run(.cvatUserSelf, as: Self.mia)
        #expect(outcome.object["username"] as? String == "mia")
        #expect(outcome.object["id"] as? Int == 100)
        #expect(session.cvat.requests.isEmpty)
    }

    @Test("a token that CVAT takes no more is 502")
    func token() throws {
        let session = CVATSession()
        session.invalidateToken()
        #expect(try session.run(.cvatUserList, as: Self.mia).status == 502)
        #expect(try session.run(.cvatUserRead, id: 3, as: Self.mia).status == 502)
        #expect(try session.run(.cvatUserUpdate, id: 3, body: "{}", as: Self.root).status == 502)
        #expect(try session.run(.cvatUserDelete, id: 3, as: Self.root).status == 502)
    }
}
