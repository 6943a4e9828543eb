import Testing

@testable import StandIns

@Suite("SWR's stand-in: lists of images")
struct SWRListTests {
    private static let fleet = "/v2/manage/repos?namespace=fleet"

    @Test("a page is told apart from the whole by Content-Range and total_range")
    func paging() throws {
        let ask = try SWRAsk()
        let page = ask("\(Self.fleet)&limit=50&offset=100&order_column=name&order_type=asc")
        #expect(page.range == "100-20/120")
        #expect(try page.texts("name").first == "service-101")
        #expect(try page.rows().count == 20)
        #expect(try page.rows().allSatisfy { $0["total_range"] as? Int == 120 })
        let standard = ask(Self.fleet)
        #expect(standard.range == "0-100/120")
        #expect(try standard.rows().count == 100)
        #expect(ask("\(Self.fleet)&limit=1000&offset=0").range == "0-120/120")
        #expect(ask("\(Self.fleet)&limit=10&offset=500").range == "500-0/120")
    }

    @Test(
        "limit goes with offset and order_column with order_type, each in its bounds",
        arguments: [
            ("limit=10", "4001025"), ("offset=10", "4001025"), ("limit=0&offset=0", "4000056"),
            ("limit=1001&offset=0", "4000056"), ("limit=x&offset=0", "4000056"), ("limit=10&offset=-1", "4001025"),
            ("order_column=name", "4001025"), ("order_type=asc", "4001025"),
            ("order_column=id&order_type=asc", "4001025"),
            ("order_column=name&order_type=up", "4001025"), ("category=toy", "4001025"), ("is_public=1", "4001009"),
            ("filter=name", "4001035"), ("filter=name::a|name::b", "4001035"), ("filter=size::3", "4001035"),
        ])
    func invalid(_ query: String, code: String) throws {
        let target = "/v2/manage/repos?\(query.replacing("|", with: "%7C"))"
        #expect(try SWRAsk()(target).fault() == "400 SVCSTG.SWR.\(code)")
    }

    @Test("names are whole names with a dollar sign for each slash")
    func names() throws {
        let ask = try SWRAsk()
        func found(_ query: String) throws -> [String] {
            try ask("/v2/manage/repos?order_column=namespace&order_type=asc&\(query)").rows()
                .map { "\($0["namespace"] as? String ?? "")/\($0["name"] as? String ?? "")" }
        }
        #expect(try found("name=web$front") == ["library/web/front", "team/web/front"])
        #expect(try found("name=web%24front&namespace=team") == ["team/web/front"])
        #expect(try found("name=web").isEmpty)
        #expect(try found("namespace=nowhere").isEmpty)
        #expect(try found("is_public=true") == ["library/proxy"])
        #expect(try ask("/v2/manage/repos?name=web/front").fault() == "400 SVCSTG.SWR.4001029")
    }

    @Test("a filter takes parts of names, and replaces every other parameter")
    func filter() throws {
        let ask = try SWRAsk()
        let reply = ask(
            "/v2/manage/repos?namespace=fleet&limit=1&offset=0&filter=name::eb$fr%7Climit::10%7Coffset::0"
                + "%7Corder_column::namespace%7Corder_type::desc")
        #expect(reply.range == "0-2/2")
        #expect(try reply.texts("namespace") == ["team", "library"])
    }

    @Test(
        "rows are sorted by column",
        arguments: [
            ("name", ["base/runtime", "proxy", "web/front"]), ("tag_count", ["proxy", "base/runtime", "web/front"]),
            ("updated_time", ["proxy", "base/runtime", "web/front"]),
            ("updated_at", ["proxy", "base/runtime", "web/front"]),
        ])
    func order(_ column: String, names: [String]) throws {
        let ask = try SWRAsk()
        let path = "/v2/manage/repos?namespace=library&order_column=\(column)&order_type="
        #expect(try ask("\(path)asc").texts("name") == names)
        #expect(try ask("\(path)desc").texts("name") == names.reversed())
    }

    @Test("a row says where docker finds the image, its tags, and its times to the nanosecond")
    func document() throws {
        let row = try #require(
            try SWRAsk()("/v2/manage/repos?namespace=library&name=web$front").rows().first)
        #expect(row["path"] as? String == "swr.cn-north-4.myhuaweicloud.com/library/web/front")
        #expect(row["tags"] as? [String] == ["v1", "v2", "latest"])
        #expect(row["num_images"] as? Int == 3)
        #expect(row["is_public"] as? Bool == false)
        #expect(row["domain_name"] as? String == "acme")
        #expect(row["created_at"] as? String == "2026-01-02T08:04:05.678901239Z")
        #expect(row["updated_at"] as? String == "2026-01-02T11:04:05.678901242Z")
    }

    @Test("others see what they have a grant for")
    func visible() throws {
        let ask = try SWRAsk()
        #expect(ask("/v2/manage/repos", as: .root).range == "0-100/125")
        #expect(Set(try ask("/v2/manage/repos", as: .mia).texts("name")) == ["web/front", "tools/lathe"])
        #expect(try ask("/v2/manage/repos", as: .noa).texts("name") == ["tools/lathe"])
        #expect(try ask("/v2/manage/repos", as: .eve).rows().isEmpty)
    }

    @Test("the third version goes on by markers, and ends without one")
    func markers() throws {
        let ask = try SWRAsk()
        var names: [String] = []
        var sizes: [Int] = []
        var marker: String? = ""
        while let next = marker {
            let escaped = next.replacing("=", with: "%3D")
            let reply = ask("/v3/manage/repos?namespace=fleet&limit=50\(next.isEmpty ? "" : "&marker=\(escaped)")")
            let page = try reply.rows("repos").compactMap { $0["name"] as? String }
            names += page
            sizes.append(page.count)
            marker = try reply.object()["nextMarker"] as? String
        }
        #expect(sizes == [50, 50, 20])
        #expect(Set(names).count == 120)
        #expect(try ask("/v3/manage/repos?marker=100").fault() == "400 SVCSTG.SWR.4001025")
    }
}
