import Testing

@testable import StandIns

@Suite("Harbor's stand-in: making a project")
struct HarborCreationTests {
    @Test("201 without content, with a relative Location by id")
    func created() throws {
        let ask = Ask()
        let response = ask.post("/projects", #"{"project_name":"calico","metadata":{"public":"true"}}"#)
        #expect(response.status == 201)
        #expect(response.body == [])
        #expect(response.field("Content-Type") == nil)
        #expect(response.field("Location") == "/api/v2.0/projects/6")
        let project = try ask("/projects/6").object()
        #expect(project["name"] as? String == "calico")
        #expect(project["metadata"] as? [String: String] == ["public": "true"])
        #expect(project["owner_name"] as? String == "root")
        #expect(project["repo_count"] as? Int == 0)
    }

    @Test(
        "Location by name for those who ask for it",
        arguments: [("true", "calico"), ("1", "calico"), ("false", "6"), ("maybe", "6")])
    func location(_ value: String, last: String) {
        let response = Ask().post(
            "/projects/", #"{"project_name":"calico"}"#, fields: [("x-resource-name-in-location", value)])
        #expect(response.field("Location") == "/api/v2.0/projects/\(last)")
    }

    @Test(
        "public is a string in the metadata, else the boolean of an older API, else false",
        arguments: [
            (#""metadata":{"public":"true"}"#, "true"), (#""metadata":{"public":"false"}"#, "false"),
            (#""public":true"#, "true"), (#""public":false"#, "false"), (#""storage_limit":-1"#, "false"),
            (#""public":true,"metadata":{"public":"false"}"#, "false"), (#""public":true,"metadata":{}"#, "true"),
            (#""metadata":null,"public":null"#, "false"),
        ])
    func isPublic(_ members: String, expected: String) throws {
        let ask = Ask()
        #expect(ask.post("/projects", #"{"project_name":"calico",\#(members)}"#).status == 201)
        #expect(try ask("/projects/calico").object()["metadata"] as? [String: String] == ["public": expected])
    }

    @Test("whoever makes it is its administrator, and others do not see it when it is private")
    func owner() throws {
        let ask = Ask()
        #expect(ask.post("/projects", #"{"project_name":"mine"}"#, as: .member).status == 201)
        #expect(try ask("/projects", as: .member).texts("name") == ["library", "mine", "workshop"])
        #expect(try ask("/projects/mine", as: .member).object()["current_user_role_id"] as? Int == 1)
        #expect(ask("/projects/mine", as: .nobody).status == 401)
        #expect(ask.post("/projects", #"{"project_name":"other"}"#).status == 201)
        #expect(ask("/projects/other", as: .member).status == 403)
    }

    @Test("a name that is taken is 409, and nothing is made")
    func taken() throws {
        let ask = Ask()
        let response = ask.post("/projects", #"{"project_name":"library"}"#)
        #expect(response.status == 409)
        #expect(try response.fault() == "CONFLICT: The project named library already exists")
        #expect(ask("/projects").field("X-Total-Count") == "5")
    }

    @Test(
        "a name or a value of public that is none is 400",
        arguments: [
            (#"{"project_name":"Bad_Name!"}"#, "project name is not in lower case or contains illegal characters"),
            (#"{"project_name":"a--b"}"#, "project name is not in lower case or contains illegal characters"),
            ("{}", "Project name  is illegal in length. (greater than 255 or less than 1)"),
            (
                #"{"project_name":"a","metadata":{"public":"True"}}"#,
                "metadata.public should only be 'true' or 'false', but got: 'True'"
            ),
        ])
    func invalid(_ body: String, message: String) throws {
        let response = Ask().post("/projects", body)
        #expect(response.status == 400)
        #expect(try response.fault() == "BAD_REQUEST: \(message)")
    }

    @Test(
        "what the server's own reader of bodies refuses is 422, whoever asks",
        arguments: [
            "", "{", "[]", #"{"project_name":1}"#, #"{"project_name":"a","metadata":{"public":true}}"#,
            #"{"project_name":"a","metadata":"x"}"#, #"{"project_name":"a","public":"true"}"#,
        ])
    func unreadable(_ body: String) throws {
        for caller in Ask.Caller.allCases {
            let response = Ask().post("/projects", body, as: caller)
            #expect(response.status == 422)
            #expect(try response.fault().hasPrefix("UNPROCESSABLE_ENTITY: validation failure list:\n"))
        }
    }

    @Test("a name of more than 255 characters is 422")
    func long() {
        let name = String(repeating: "a", count: 256)
        let response = Ask().post("/projects", #"{"project_name":"\#(name)"}"#)
        #expect(response.status == 422)
        #expect(response.text.contains("project_name in body should be at most 255 chars long"))
        #expect(Ask().post("/projects", #"{"project_name":"\#(name.dropLast())"}"#).status == 201)
    }

    @Test("another type of content is 422", arguments: ["text/plain", "application/x-www-form-urlencoded"])
    func mediaType(_ type: String) throws {
        let response = Ask()(
            "/projects", method: "POST", fields: [("Content-Type", type)], body: #"{"project_name":"ct1"}"#)
        #expect(response.status == 422)
        #expect(
            try response.fault()
                == "UNPROCESSABLE_ENTITY: validation failure list:\nunsupported media type \"\(type)\", "
                + "only [application/json] are allowed")
    }

    @Test("nobody makes nothing")
    func nobody() throws {
        let response = Ask().post("/projects", #"{"project_name":"a"}"#, as: .nobody)
        #expect(response.status == 401)
        #expect(try response.fault() == "UNAUTHORIZED: unauthorized")
    }
}
