import Testing

@testable import StandIns

@Suite("Harbor's stand-in: members of a project")
struct HarborMemberTests {
    private static let path = "/projects/workshop/members"

    @Test("the owner is there from the start, as its administrator")
    func owner() throws {
        let response = Ask()(Self.path)
        #expect(response.field("X-Total-Count") == "1")
        #expect(
            response.text
                == #"[{"entity_id":3,"entity_name":"mia","entity_type":"u","id":4,"project_id":4,"role_id":1,"#
                + #""role_name":"projectAdmin"}]"# + "\n")
    }

    @Test(
        "a member is added by name or by number, with each role",
        arguments: [
            (#""username":"ann""#, 1, "projectAdmin"), (#""user_id":4"#, 2, "developer"),
            (#""username":"ann""#, 3, "guest"),
            (#""username":"ann""#, 4, "maintainer"), (#""user_id":4"#, 5, "limitedGuest"),
        ])
    func add(_ user: String, role: Int, name: String) throws {
        let ask = Ask()
        ask.add("ann")
        let response = ask.post(Self.path, #"{"role_id":\#(role),"member_user":{\#(user)}}"#)
        #expect(response.status == 201)
        #expect(response.body == [])
        #expect(response.field("Location") == "/api/v2.0\(Self.path)/6")
        let member = try ask("/projects/4/members/6").object()
        #expect(member["entity_name"] as? String == "ann")
        #expect(member["role_name"] as? String == name)
        #expect(ask.call("GET", "/projects/workshop", as: "ann").status == 200)
    }

    @Test(
        "what cannot be added",
        arguments: [
            (
                #"{"role_id":2,"member_user":{"username":"mia"}}"#, 409,
                "CONFLICT: The project member specified already exist"
            ),
            (
                #"{"role_id":9,"member_user":{"user_id":3}}"#, 409,
                "CONFLICT: The project member specified already exist"
            ),
            (#"{"role_id":2,"member_user":{"username":"ghost"}}"#, 404, "NOT_FOUND: user ghost is not found"),
            (
                #"{"role_id":2,"member_user":{"user_id":99999}}"#, 400,
                "BAD_REQUEST: Failed to get user 99999: user 99999 not found"
            ),
            (
                #"{"role_id":6,"member_user":{"username":"ann"}}"#, 400,
                "BAD_REQUEST: Failed to update project member, role is not in 1,2,3"
            ),
            (
                #"{"member_user":{"username":"ann"}}"#, 400,
                "BAD_REQUEST: Failed to update project member, role is not in 1,2,3"
            ),
            (#"{"role_id":2}"#, 500, "UNKNOWN: internal server error"),
            (#"{"role_id":2,"member_user":{}}"#, 500, "UNKNOWN: internal server error"),
        ])
    func refused(_ body: String, status: Int, fault: String) throws {
        let ask = Ask()
        ask.add("ann")
        let response = ask.post(Self.path, body)
        #expect(response.status == status)
        #expect(try response.fault() == fault)
        #expect(ask(Self.path).field("X-Total-Count") == "1")
    }

    @Test(
        "a role that is no number is 422", arguments: [#"{"role_id":"2","member_user":{"username":"ann"}}"#, "", "[]"])
    func unreadable(_ body: String) {
        #expect(Ask().post(Self.path, body).status == 422)
    }

    @Test("a group is added by what it is called, and made when there is none")
    func group() throws {
        let ask = Ask()
        let body = #"{"role_id":2,"member_group":{"group_name":"ops","group_type":2}}"#
        #expect(ask.post(Self.path, body).status == 201)
        #expect(ask.post(Self.path, body).status == 409)
        #expect(ask.post(Self.path, #"{"role_id":2,"member_group":{"id":1}}"#).status == 409)
        #expect(ask("/usergroups").text == "[{\"group_name\":\"ops\",\"group_type\":2,\"id\":1}]\n")
        #expect(try ask("/projects/4/members/6").object()["entity_type"] as? String == "g")
    }

    @Test("a role is changed and a member removed; those that are not there are 200 as well")
    func change() throws {
        let ask = Ask()
        ask.add("ann", role: 2)
        let path = "\(Self.path)/6"
        #expect(ask.call("PUT", path, #"{"role_id":4}"#, as: "mia").status == 200)
        #expect(try ask(path).object()["role_id"] as? Int == 4)
        #expect(ask.call("PUT", path, #"{"role_id":0}"#).status == 400)
        for _ in 0..<2 { #expect(ask.call("DELETE", path, as: "mia").status == 200) }
        #expect(ask.call("PUT", path, #"{"role_id":2}"#).status == 200)
        #expect(ask.call("GET", "/projects/workshop", as: "ann").status == 403)
        #expect(
            try ask(path).fault()
                == "NOT_FOUND: the project member is not found, project id 4, member id 6")
        #expect(ask("\(Self.path)/x").status == 422)
    }

    @Test("a member of another project is not this one's")
    func otherProject() {
        let ask = Ask()
        #expect(ask("/projects/library/members/4").status == 404)
        #expect(ask.delete("/projects/library/members/4").status == 200)
        #expect(ask("\(Self.path)/4").status == 200)
    }

    @Test("the filter wants a whole name, and the total does not heed it")
    func filter() throws {
        let ask = Ask()
        ask.add("ann", role: 2)
        #expect(try ask(Self.path).texts("entity_name") == ["ann", "mia"])
        #expect(try ask("\(Self.path)?entityname=ann").texts("entity_name") == ["ann"])
        let part = ask("\(Self.path)?entityname=an")
        #expect(part.text == "[]\n")
        #expect(part.field("X-Total-Count") == "2")
    }

    @Test(
        "who sees and who changes members, by role",
        arguments: [(1, 200, 201), (2, 200, 403), (3, 200, 403), (4, 200, 403), (5, 403, 403), (nil, 403, 403)])
    func roles(_ role: Int?, reads: Int, adds: Int) {
        let ask = Ask()
        ask.add("ann", role: role)
        ask.add("bob")
        let body = #"{"role_id":3,"member_user":{"username":"bob"}}"#
        #expect(ask.call("GET", Self.path, as: "ann").status == reads)
        #expect(ask.call("POST", Self.path, body, as: "ann").status == adds)
    }

    @Test("a public project's members are not public")
    func publicProject() {
        let ask = Ask()
        #expect(ask("/projects/library/members", as: .nobody).status == 401)
        #expect(ask("/projects/library/members", as: .member).status == 403)
    }
}
