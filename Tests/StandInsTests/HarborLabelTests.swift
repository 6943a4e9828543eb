import Testing

@testable import StandIns

@Suite("Harbor's stand-in: labels")
struct HarborLabelTests {
    private func ask() -> Ask {
        let ask = Ask()
        _ = ask.post("/labels", ##"{"name":"l1","color":"#ff0000","scope":"g","description":"d"}"##)
        _ = ask.post("/labels", #"{"name":"l1","scope":"g"}"#)
        _ = ask.post("/labels", ##"{"name":"lp","color":"#00ff00","scope":"p","project_id":4}"##)
        return ask
    }

    @Test("a label of the registry and one of a project; a refused one leaves a gap in the numbers")
    func create() throws {
        let ask = ask()
        let global = try ask("/labels/1").object()
        #expect(global["name"] as? String == "l1")
        #expect(global["scope"] as? String == "g")
        #expect(global["description"] as? String == "d")
        #expect(global["project_id"] == nil)
        let own = try ask("/labels/3", as: .member).object()
        #expect(own["project_id"] as? Int == 4)
        #expect(own["description"] == nil)
        #expect(ask.post("/labels", #"{"name":"lp","scope":"g"}"#).field("Location") == "/api/v2.0/labels/4")
    }

    @Test(
        "what is no label",
        arguments: [
            (#"{"name":"l1","scope":"g"}"#, 409, "CONFLICT: label l1 already exists"),
            (#"{"name":"lp","scope":"p","project_id":4}"#, 409, "CONFLICT: label lp already exists"),
            (#"{"name":"lx","scope":"z"}"#, 400, "BAD_REQUEST: unsupported label scope"),
            (#"{"name":"lx"}"#, 400, "BAD_REQUEST: unsupported label scope"),
            (#"{"name":"","scope":"g"}"#, 400, "BAD_REQUEST: invalid label name"),
            (#"{"name":"lx","scope":"p","project_id":99}"#, 404, "NOT_FOUND: project 99 not found"),
            (#"{"name":"lx","scope":"p"}"#, 404, "NOT_FOUND: project 0 not found"),
        ])
    func refused(_ body: String, status: Int, fault: String) throws {
        let response = ask().post("/labels", body)
        #expect(response.status == status)
        #expect(try response.fault() == fault)
    }

    @Test("a label of another type is 422", arguments: [#"{"name":1}"#, #"{"project_id":"4"}"#, #"{"scope":[]}"#, ""])
    func unreadable(_ body: String) {
        #expect(ask().post("/labels", body).status == 422)
    }

    @Test(
        "a list has a scope, and a project where that is one",
        arguments: [
            ("", 400, "BAD_REQUEST: invalid scope: "), ("?scope=x", 400, "BAD_REQUEST: invalid scope: x"),
            ("?scope=p", 400, "BAD_REQUEST: must with project ID when to query project labels"),
            ("?scope=p&project_id=99", 404, "NOT_FOUND: project 99 not found"),
            (
                "?scope=p&project_id=x", 422,
                "UNPROCESSABLE_ENTITY: validation failure list:\nproject_id in query must be of type int64: \"x\""
            ),
        ])
    func badList(_ query: String, status: Int, fault: String) throws {
        let response = ask()("/labels\(query)")
        #expect(response.status == status)
        #expect(try response.fault() == fault)
    }

    @Test("lists: those of the registry for anybody, those of a project for who sees them")
    func list() throws {
        let ask = ask()
        #expect(try ask("/labels?scope=g", as: .nobody).texts("name") == ["l1"])
        #expect(try ask("/labels?scope=g&name=zz", as: .nobody).texts("name") == [])
        #expect(try ask("/labels?scope=p&project_id=4", as: .member).texts("name") == ["lp"])
        #expect(ask("/labels?scope=p&project_id=2", as: .member).status == 403)
        #expect(ask("/labels?scope=p&project_id=4", as: .nobody).status == 401)
    }

    @Test("a change empties what it leaves out, and keeps the scope")
    func update() throws {
        let ask = ask()
        #expect(
            ask.call("PUT", "/labels/1", ##"{"name":"l1b","color":"#0000ff","scope":"p","project_id":4}"##).status
                == 200)
        let label = try ask("/labels/1").object()
        #expect(label["name"] as? String == "l1b")
        #expect(label["description"] == nil)
        #expect(label["scope"] as? String == "g")
        #expect(ask.call("PUT", "/labels/1", ##"{"color":"#0000ff"}"##).status == 400)
        _ = ask.post("/labels", #"{"name":"l2","scope":"g"}"#)
        #expect(ask.call("PUT", "/labels/1", #"{"name":"l2"}"#).status == 409)
    }

    @Test("labels of the registry are the administrator's, those of a project its maintainers'")
    func access() throws {
        let ask = ask()
        for (method, body) in [("GET", ""), ("PUT", #"{"name":"x"}"#), ("DELETE", "")] {
            let response = ask.call(method, "/labels/1", body, as: "mia")
            #expect(try response.fault() == "FORBIDDEN: mia")
            #expect(ask.call(method, "/labels/999", body, as: "mia").status == 404)
        }
        #expect(ask.call("DELETE", "/labels/3", as: "mia").status == 200)
        #expect(try ask("/labels/3").fault() == "NOT_FOUND: label 3 not found")
        #expect(ask("/labels/x").status == 422)
        #expect(ask.call("POST", "/labels", #"{"name":"x","scope":"g"}"#, as: "mia").status == 403)
        #expect(ask.post("/labels", #"{"name":"x","scope":"g"}"#, as: .nobody).status == 401)
    }
}
