import Testing

@testable import StandIns

@Suite("SWR's stand-in: the whole account")
struct SWRTenantTests {
    @Test("the overview counts what there is")
    func overview() throws {
        let ask = try SWRAsk()
        let overview = try ask("/v2/manage/overview").object()
        #expect(overview["domain_name"] as? String == "acme")
        #expect(overview["namspace_num"] as? Int == 4)
        #expect(overview["repo_num"] as? Int == 125)
        #expect(overview["image_num"] as? Int == 127)
        #expect(ask("/v2/manage/namespaces/library/repos/proxy", method: "DELETE").status == 204)
        #expect(try ask("/v2/manage/overview").object()["repo_num"] as? Int == 124)
    }

    @Test("quotas are of the region's project, and of no other")
    func quotas() throws {
        let ask = try SWRAsk()
        let project = try #require(ask.iam.directory.projects.first).id
        let quota = try #require(try ask("/v2/manage/projects/\(project)/quotas").rows("quotas").first)
        #expect(quota["quota_key"] as? String == "namespace")
        #expect(quota["quota_limit"] as? Int == 100)
        #expect(quota["used"] as? Int == 4)
        #expect(try ask("/v2/manage/projects/other/quotas").fault() == "403 SVCSTG.SWR.4039001")
    }

    @Test("there are two versions, listed and each by its name, and each says where it is")
    func versions() throws {
        let ask = try SWRAsk()
        let listed = try ask("/").rows("versions")
        #expect(listed.compactMap { $0["id"] as? String } == ["v2", "v3"])
        for version in listed {
            let id = try #require(version["id"] as? String)
            let link = try #require(version["links"] as? [String: String])
            #expect(link == ["href": "https://swr-api.cn-north-4.myhuaweicloud.com/\(id)/", "rel": "self"])
            #expect(version["status"] as? String == "CURRENT")
            #expect((version["updated"] as? String)?.hasSuffix("T00:00:00Z") == true)
            #expect(version["version"] as? String == "")
            #expect(version["min_version"] as? String == "")
            let one = try #require(try ask("/\(id)").object()["version"] as? [String: Any])
            #expect(one["id"] as? String == id)
            #expect(one["links"] as? [String: String] == link)
        }
    }

    @Test(
        "another version is none, and none can be changed",
        arguments: [("GET", "/v1"), ("GET", "/v4"), ("GET", "/v2/"), ("GET", "//"), ("POST", "/"), ("DELETE", "/v2")])
    func noVersion(_ method: String, _ target: String) throws {
        #expect(try SWRAsk()(target, method: method).object()["error_code"] as? String == "APIGW.0101")
    }

    @Test("who asks for versions says who he is")
    func versionsForNobody() throws {
        for target in ["/", "/v2", "/v3"] { #expect(try SWRAsk()(target, as: nil).status == 401) }
    }

    @Test("images can be copied to all regions but this one")
    func regions() throws {
        #expect(try SWRAsk()("/v2/manage/regions").texts("regionID") == ["cn-east-3", "eu-west-101"])
    }
}
