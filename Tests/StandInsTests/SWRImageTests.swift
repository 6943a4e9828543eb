import Foundation
import Testing

@testable import StandIns

@Suite("SWR's stand-in: images and their tags")
struct SWRImageTests {
    private static let front = "/v2/manage/namespaces/library/repos/web$front"

    @Test("one image, by its name with a dollar sign", arguments: ["web$front", "web%24front"])
    func read(_ name: String) throws {
        let image = try SWRAsk()("/v2/manage/namespaces/library/repos/\(name)").object()
        #expect(image["name"] as? String == "web/front")
        #expect(image["path"] as? String == "swr.cn-north-4.myhuaweicloud.com/library/web/front")
        #expect(image["created"] as? String == "2026-01-02T08:04:05.678901239Z")
        #expect(image["ns_id"] is Int)
        #expect(image["num_images"] as? Int == 3)
    }

    @Test("what there is not is 404, what is no name 400, what is another's 403")
    func missing() throws {
        let ask = try SWRAsk()
        #expect(try ask("/v2/manage/namespaces/nope/repos/a").fault() == "404 SVCSTG.SWR.4040058")
        #expect(try ask("/v2/manage/namespaces/library/repos/nope").fault() == "404 SVCSTG.SWR.4040010")
        #expect(try ask("/v2/manage/namespaces/library/repos/a$$b").fault() == "400 SVCSTG.SWR.4001029")
        #expect(try ask(Self.front, as: .eve).fault() == "403 SVCSTG.SWR.4039002")
        #expect(ask("/v2/manage/namespaces/library/repos/proxy", as: .eve).status == 200, "public")
    }

    @Test("an image is made with slashes in its name, and found with dollar signs")
    func create() throws {
        let ask = try SWRAsk()
        func create(_ body: String) -> SWRReply {
            ask("/v2/manage/namespaces/team/repos", as: .mia, method: "POST", body: body)
        }
        #expect(create(#"{"repository":"a/b","is_public":true,"category":"linux","description":"x"}"#).status == 201)
        let image = try ask("/v2/manage/namespaces/team/repos/a$b", as: .mia).object()
        #expect(image["is_public"] as? Bool == true)
        #expect(image["category"] as? String == "linux")
        #expect(image["created"] as? String == "2026-02-01T00:00:00Z")
        #expect(image["creator_name"] as? String == "mia")
        #expect(try create(#"{"repository":"a/b","is_public":true}"#).fault() == "409 SVCSTG.SWR.4090006")
        #expect(try create(#"{"repository":"a$b","is_public":true}"#).fault() == "400 SVCSTG.SWR.4001029")
        #expect(try create(#"{"repository":"c"}"#).fault() == "400 SVCSTG.SWR.4001009")
        #expect(create(#"{"repository":"c","is_public":true,"category":"toy"}"#).status == 400)
        #expect(
            try ask(
                "/v2/manage/namespaces/team/repos", as: .noa, method: "POST",
                body: #"{"repository":"c","is_public":true}"#
            )
            .fault() == "403 SVCSTG.SWR.4039002")
    }

    @Test("a change changes what it says")
    func change() throws {
        let ask = try SWRAsk()
        let reply = ask(Self.front, method: "PATCH", body: #"{"is_public":true}"#)
        #expect(reply.status == 201)
        #expect(reply.text == "")
        let image = try ask(Self.front).object()
        #expect(image["is_public"] as? Bool == true)
        #expect(image["category"] as? String == "other")
        #expect(image["updated"] as? String == "2026-02-01T00:00:00Z")
        #expect(
            try ask(Self.front, method: "PATCH", body: #"{"is_public":"true"}"#).fault() == "400 SVCSTG.SWR.4001009")
        #expect(ask(Self.front, method: "PATCH", body: "{}").status == 400)
    }

    @Test("an image goes with all its tags, unless it is one that is kept while it has any")
    func delete() throws {
        let ask = try SWRAsk()
        #expect(ask(Self.front, method: "DELETE").status == 204)
        #expect(try ask(Self.front, method: "DELETE").fault() == "404 SVCSTG.SWR.4040010")
        let kept = "/v2/manage/namespaces/library/repos/base$runtime"
        #expect(try ask(kept, method: "DELETE").fault() == "406 SVCSTG.SWR.4060012")
        for tag in ["6.3", "latest"] { #expect(ask("\(kept)/tags/\(tag)", method: "DELETE").status == 204) }
        #expect(ask(kept, method: "DELETE").status == 204)
        #expect(
            try ask("/v2/manage/namespaces/team/repos/web$front", as: .mia, method: "DELETE").fault()
                == "403 SVCSTG.SWR.4037018")
    }

    @Test("tags have pages; their name is Tag in the second version and tag in the third")
    func tags() throws {
        let ask = try SWRAsk()
        let page = ask("\(Self.front)/tags?limit=2&offset=1&order_column=tag&order_type=asc")
        #expect(page.range == "1-2/3")
        #expect(try page.texts("Tag") == ["v1", "v2"])
        let row = try #require(try ask("\(Self.front)/tags?tag=v2").rows().first)
        #expect(row["path"] as? String == "swr.cn-north-4.myhuaweicloud.com/library/web/front:v2")
        #expect(row["tag"] == nil)
        #expect(row["deleted"] is NSNull)
        #expect(row["created"] as? String == "2026-01-02T10:04:05.678901241Z")
        #expect(try ask("\(Self.front)/tags").texts("Tag") == ["latest", "v2", "v1"], "the last one first")

        let third = "\(Self.front.replacing("/v2/", with: "/v3/"))/tags?limit=2"
        let first = try ask(third).object()
        #expect(first["has_more"] as? Bool == true)
        let marker = try #require(first["nextMarker"] as? String).replacing("=", with: "%3D")
        let second = ask("\(third)&marker=\(marker)&with_manifest=true")
        #expect(try second.object()["has_more"] as? Bool == false)
        let last = try #require(try second.rows("tags").first)
        #expect(last["tag"] as? String == "v1")
        #expect(last["Tag"] == nil)
        #expect((last["manifest"] as? String)?.contains("schemaVersion") == true)
    }

    @Test("one tag is read, made of another, replaced only when that is said, and deleted alone")
    func tagLife() throws {
        let ask = try SWRAsk()
        let source = try ask("\(Self.front)/tags/v1").object()
        #expect(source["tag"] as? String == "v1")
        func create(_ body: String) -> SWRReply { ask("\(Self.front)/tags", method: "POST", body: body) }
        #expect(create(#"{"source_tag":"v1","destination_tag":"v3"}"#).status == 201)
        #expect(try ask("\(Self.front)/tags/v3").object()["digest"] as? String == source["digest"] as? String)
        let taken = #"{"source_tag":"v2","destination_tag":"v3","override":false}"#
        #expect(try create(taken).fault() == "409 SVCSTG.SWR.4090006")
        #expect(create(taken.replacing("false", with: "true")).status == 201)
        #expect(try ask("\(Self.front)/tags/v3").object()["digest"] as? String != source["digest"] as? String)
        #expect(try create(#"{"source_tag":"nope","destination_tag":"v4"}"#).fault() == "404 SVCSTG.SWR.4040115")
        #expect(try create(#"{"source_tag":"v1","destination_tag":".v4"}"#).fault() == "400 SVCSTG.SWR.4009021")

        #expect(ask("\(Self.front)/tags/v1", method: "DELETE").status == 204)
        #expect(try ask("\(Self.front)/tags/v1").fault() == "404 SVCSTG.SWR.4040115")
        #expect(try ask("\(Self.front)/tags/v1", method: "DELETE").fault() == "404 SVCSTG.SWR.4040115")
        #expect(try ask(Self.front).object()["num_images"] as? Int == 3)
        #expect(
            try ask("/v2/manage/namespaces/team/repos/web$front/tags/1.0", as: .mia, method: "DELETE").fault()
                == "403 SVCSTG.SWR.4037018")
    }

    @Test(
        "times have as many digits as they need",
        arguments: [
            (1_505_098_802_542_841_141, "2017-09-11T03:00:02.542841141Z", "2017-09-11T03:00:02.542841Z"),
            (1_505_098_802_500_000_000, "2017-09-11T03:00:02.5Z", "2017-09-11T03:00:02.500000Z"),
            (1_505_098_802_000_000_000, "2017-09-11T03:00:02Z", "2017-09-11T03:00:02.000000Z"),
            (-1, "1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999999Z"),
        ])
    func moments(_ nanoseconds: Int64, _ text: String, _ microseconds: String) {
        #expect(SWRMoment(nanoseconds: nanoseconds).text == text)
        #expect(SWRMoment(nanoseconds: nanoseconds).microsecondText == microseconds)
    }

    @Test(
        "compact dates are dates",
        arguments: [
            ("20240102T030405Z", Int64(1_704_164_645) as Int64?), ("20241302T030405Z", nil), ("20240102T250405Z", nil),
            ("2024-01-02T03:04:05Z", nil), ("20240102T030405", nil), ("20240102t030405Z", nil), ("", nil),
        ])
    func compactDates(_ text: String, seconds: Int64?) {
        #expect(SWRMoment(compact: text)?.nanoseconds == seconds.map { $0 * 1_000_000_000 })
    }
}
