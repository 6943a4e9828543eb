import Testing

@testable import StandIns

@Suite("CVAT's stand-in: organizations and who sees whom")
struct CVATOrganizationTests {
    @Test(
        "one organization at most can be said, and it must exist and be one's own",
        arguments: [
            ("mia", "", "ns1", 200), ("mia", "?org=ns1", nil, 200), ("mia", "?org_id=1", nil, 200),
            ("mia", "?org=ns1", "ns1", 200), ("mia", "?org=ns1", "ns2", 400), ("mia", "?org_id=1", "ns1", 400),
            ("mia", "?org_id=1", "", 400), ("mia", "?org_id=1&org=ns1", nil, 400), ("mia", "", "ns9", 404),
            ("mia", "?org_id=9", nil, 404), ("mia", "?org_id=x", nil, 404), ("mia", "", "ns2", 403),
            ("mia", "?org=ns2", nil, 403), ("gateway", "", "ns2", 200), ("mia", "", "", 200),
            ("mia", "?org=", nil, 200),
        ])
    func rules(_ username: String, query: String, field: String?, status: Int) {
        let fields = field.map { [(name: "X-Organization", value: $0)] } ?? []
        #expect(CVATAsk()("/api/users\(query)", as: username, fields: fields).status == status)
    }

    @Test("oneself is found whatever the organization")
    func current() {
        let response = CVATAsk()("/api/users/self?org_id=9", as: "mia", fields: [("X-Organization", "ns9")])
        #expect(response.status == 200)
    }

    @Test(
        "a list holds oneself, or everybody for administrators; in an organization its members",
        arguments: [
            ("mia", nil, 1), ("mia", "", 1), ("mia", "ns1", 14), ("tom", "ns2", 3), ("gateway", nil, 18),
            ("gateway", "ns1", 14), ("gateway", "ns2", 3),
        ])
    func visible(_ username: String, organization: String?, count: Int) throws {
        let fields = organization.map { [(name: "X-Organization", value: $0)] } ?? []
        let page = try CVATAsk()("/api/users", as: username, fields: fields).object()
        #expect(page["count"] as? Int == count)
    }

    @Test(
        "one account is shown to itself, to fellow members inside of the organization, and to administrators anywhere",
        arguments: [
            ("mia", 3, nil, 200), ("mia", 4, nil, 403), ("mia", 4, "ns1", 200), ("mia", 15, "ns1", 403),
            ("mia", 3, "ns2", 403), ("gateway", 15, nil, 200), ("gateway", 15, "ns1", 200),
        ])
    func view(_ username: String, id: Int, organization: String?, status: Int) {
        let fields = organization.map { [(name: "X-Organization", value: $0)] } ?? []
        #expect(CVATAsk()("/api/users/\(id)", as: username, fields: fields).status == status)
    }

    @Test(
        "the whole form is for staff and for oneself",
        arguments: [("gateway", 3, true), ("mia", 3, true), ("mia", 4, false)])
    func form(_ username: String, id: Int, isWhole: Bool) throws {
        let response = CVATAsk()("/api/users/\(id)", as: username, fields: [("X-Organization", "ns1")])
        let account = try response.object()
        #expect(account["url"] as? String == "http://\(CVATAsk.host)/api/users/\(id)")
        #expect(account["id"] as? Int == id)
        #expect((account["email"] != nil) == isWhole)
        #expect((account["groups"] != nil) == isWhole)
        #expect(account.count == (isWhole ? 13 : 5))
    }

    @Test("in a list not even oneself has the whole form, unless one is staff", arguments: ["gateway", "mia"])
    func rows(_ username: String) throws {
        let response = CVATAsk()("/api/users", as: username, fields: [("X-Organization", "ns1")])
        #expect(response.text.contains("\"email\"") == (username == "gateway"))
    }
}
