import Testing

@testable import StandIns

@Suite("SWR's stand-in: images copied to other regions")
struct SWRSynchronizationTests {
    private static let image = "/v2/manage/namespaces/library/repos/web$front"
    private static let target = #""remoteRegionId":"eu-west-101","remoteNamespace":"library""#

    @Test("a standing one is made, replaced by one of the same target, and ended")
    func standing() throws {
        let ask = try SWRAsk()
        let path = "\(Self.image)/sync_repo"
        let made = ask(path, method: "POST", body: "{\(Self.target)}")
        #expect(made.status == 200)
        #expect(made.text == "")
        let row = try #require(try ask(path).rows().first)
        #expect(row["syncAuto"] as? Bool == false)
        #expect(row["override"] as? Bool == false)
        #expect(row["repoName"] as? String == "web/front")
        #expect(row["domainName"] as? String == "acme")
        ask.clock.advance(seconds: 5)
        #expect(ask(path, method: "POST", body: "{\(Self.target),\"syncAuto\":true}").status == 200)
        let rows = try ask(path).rows()
        #expect(rows.map { $0["syncAuto"] as? Bool } == [true])
        #expect(rows.first?["id"] as? Int == row["id"] as? Int)
        #expect(rows.first?["createdAt"] as? String == "2026-02-01T00:00:00Z")
        #expect(rows.first?["updatedAt"] as? String == "2026-02-01T00:00:05Z")
        #expect(ask(path, method: "DELETE", body: "{\(Self.target)}").status == 200)
        #expect(try ask(path, method: "DELETE", body: "{\(Self.target)}").fault() == "404 SVCSTG.SWR.4040000")
    }

    @Test("a job is asked for by tag, and is done after a while")
    func jobs() throws {
        let ask = try SWRAsk()
        let jobs = "\(Self.image)/sync_job?filter=limit::2%7Coffset::0"
        let started = ask(
            "\(Self.image)/sync_images", method: "POST",
            body: "{\(Self.target),\"imageTag\":[\"v1\",\"v2\",\"latest\"]}")
        #expect(started.status == 200)
        #expect(try started.rows().isEmpty)
        let running = ask(jobs)
        #expect(running.range == "0-2/3")
        #expect(try running.texts("tag") == ["latest", "v2"], "the last first")
        #expect(try running.texts("status") == ["running", "running"])
        #expect(try running.texts("syncOperatorName") == ["root", "root"])
        #expect(try ask("\(jobs)%7Corder::asc").texts("tag") == ["v1", "v2"])
        ask.clock.advance(seconds: SWRSynchronization.Job.duration)
        let done = try #require(try ask(jobs).rows().first)
        #expect(done["status"] as? String == "success")
        #expect(done["updatedAt"] as? String == "2026-02-01T00:00:10Z")
    }

    @Test("the filter says it all, and has to be there", arguments: ["", "?limit=1&offset=0", "?filter=order::asc"])
    func filter(_ query: String) throws {
        #expect(try SWRAsk()("\(Self.image)/sync_job\(query)").fault() == "400 SVCSTG.SWR.4001035")
    }

    @Test("a body without a region that there is, an organization and tags is refused")
    func content() throws {
        let ask = try SWRAsk()
        let rows: [(body: String, fault: String)] = [
            ("{\(Self.target)}", "400 SVCSTG.SWR.4001014"),
            ("{\(Self.target),\"imageTag\":[]}", "400 SVCSTG.SWR.4001014"),
            ("{\(Self.target),\"imageTag\":[\"nope\"]}", "404 SVCSTG.SWR.4040115"),
            ("{\(Self.target),\"imageTag\":[\"v1\",\"nope\"]}", "404 SVCSTG.SWR.4040115"),
            ("{\(Self.target),\"imageTag\":[7]}", "400 SVCSTG.SWR.4009021"),
            ("{\(Self.target),\"imageTag\":[\"v1\"],\"override\":\"no\"}", "400 SVCSTG.SWR.4000014"),
            (#"{"remoteRegionId":"mars","remoteNamespace":"library"}"#, "400 SVCSTG.SWR.4000014"),
            (#"{"remoteRegionId":"eu-west-101","remoteNamespace":"A"}"#, "400 SVCSTG.SWR.4001028"),
            (#"{"remoteRegionId":"eu-west-101"}"#, "400 SVCSTG.SWR.4001014"),
        ]
        for row in rows {
            let reply = ask("\(Self.image)/sync_images", method: "POST", body: row.body)
            #expect(try reply.fault() == row.fault, "\(row.body)")
        }
        #expect(try ask("\(Self.image)/sync_job?filter=limit::9%7Coffset::0").rows().isEmpty, "all or nothing")
    }

    @Test("there is an end to targets and to jobs")
    func bounds() throws {
        let ask = try SWRAsk()
        for number in 0..<SWRSynchronization.limit {
            let body = #"{"remoteRegionId":"eu-west-101","remoteNamespace":"n\#(number)"}"#
            #expect(ask("\(Self.image)/sync_repo", method: "POST", body: body).status == 200)
        }
        #expect(ask("\(Self.image)/sync_repo", method: "POST", body: "{\(Self.target)}").status == 400)
        var synchronization = SWRSynchronization()
        for id in 0...SWRSynchronization.jobLimit {
            synchronization.add(
                .init(
                    id: id, target: .init(region: "eu-west-101", namespace: "a"), tag: "a", overrides: false,
                    operatorID: "1", operatorName: "root", created: ask.clock.now))
        }
        #expect(synchronization.jobs.count == SWRSynchronization.jobLimit)
        #expect(synchronization.jobs.first?.id == 1)
    }
}
