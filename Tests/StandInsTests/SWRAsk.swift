import Domain
import Foundation
import Synchronization
import Testing

@testable import StandIns

/// Asks a seeded SWR as somebody, with a token of its IAM, and reads the answer.
struct SWRAsk {
    let clock: SWRClock
    let iam: IAMStandIn
    let swr: SWRStandIn
    private let tokens: [Caller: String]

    enum Caller: String, CaseIterable {
        /// Has everything.
        case root
        /// Edits what is in `team`.
        case mia
        /// Reads `team/tools/lathe`.
        case noa
        /// Has no grant.
        case eve
    }

    static let domain = "acme"
    static let region = "cn-north-4"

    static func password(of caller: Caller) -> String { "\(caller.rawValue)-Passw0rd" }

    init(errors: SWRErrorShape = .list) throws {
        let clock = SWRClock()
        self.clock = clock
        let logins = Caller.allCases.map {
            IAMDirectory.Login(name: $0.rawValue, password: Secret(Self.password(of: $0)))
        }
        let directory = IAMDirectory.seeded(
            domain: Self.domain, region: Self.region, administrator: logins[0], members: Array(logins.dropFirst()))
        let iam = IAMStandIn(directory, now: { clock.now })
        self.iam = iam
        swr = SWRStandIn(
            SWRRegistry.seeded(region: Self.region, directory: directory), iam: iam, errors: errors,
            now: { clock.now })
        var tokens: [Caller: String] = [:]
        for caller in Caller.allCases {
            let token = try #require(Self.login(caller, at: iam).field("X-Subject-Token"))
            tokens[caller] = token
        }
        self.tokens = tokens
    }

    static func login(
        _ caller: Caller, at iam: IAMStandIn, password: String? = nil,
        scope: String = #"{"project":{"name":"cn-north-4"}}"#
    ) -> StandInResponse {
        let user = """
            {"name":"\(caller.rawValue)","password":"\(password ?? Self.password(of: caller))","domain":{"name":"acme"}}
            """
        let body = #"{"auth":{"identity":{"methods":["password"],"password":{"user":\#(user)}},"scope":\#(scope)}}"#
        return iam.respond(
            to: StandInRequest(
                method: "POST", target: "/v3/auth/tokens?nocatalog=true",
                fields: [("Content-Type", "application/json;charset=utf8")], body: Array(body.utf8)))
    }

    func callAsFunction(
        _ target: String, as caller: Caller? = .root, method: String = "GET", type: String? = "application/json",
        body: String = ""
    ) -> SWRReply {
        var fields: [(name: String, value: String)] = [("Host", "swr-api.cn-north-4.myhuaweicloud.com")]
        if let caller { fields.append(("X-Auth-Token", tokens[caller] ?? "")) }
        if let type { fields.append(("Content-Type", type)) }
        return SWRReply(
            response: swr.respond(
                to: StandInRequest(method: method, target: target, fields: fields, body: Array(body.utf8))))
    }

    /// The grant of `level` for a user, as a body has it.
    func grant(_ caller: Caller, _ level: Int) throws -> String {
        let id = try #require(iam.directory.user(named: caller.rawValue)).id
        return #"[{"user_id":"\#(id)","user_name":"\#(caller.rawValue)","auth":\#(level)}]"#
    }
}

/// An answer of SWR.
struct SWRReply {
    let response: StandInResponse

    var status: Int { response.status }
    var text: String { String(decoding: response.body, as: UTF8.self) }
    var range: String? { response.field("Content-Range") }

    func rows() throws -> [[String: Any]] {
        try #require(try JSONSerialization.jsonObject(with: Data(response.body)) as? [[String: Any]])
    }

    func texts(_ member: String) throws -> [String] { try rows().compactMap { $0[member] as? String } }

    func object() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any])
    }

    /// The list that is a member of the document.
    func rows(_ member: String) throws -> [[String: Any]] {
        try #require(try object()[member] as? [[String: Any]])
    }

    /// `406 SVCSTG.SWR.4060074`, of an answer in SWR's own shape.
    func fault() throws -> String {
        let error = try #require(try rows().first)
        #expect(error["detail"] as? String == "")
        #expect((error["errorMessage"] as? String)?.isEmpty == false)
        return "\(status) \(try #require(error["errorCode"] as? String))"
    }
}

/// A clock that stands still until it is told to go on.
final class SWRClock: Sendable {
    private let moment: Mutex<SWRMoment>

    /// - Parameter seconds: since 1970; 2026-02-01T00:00:00Z unless said otherwise.
    init(seconds: Int64 = 1_769_904_000) {
        moment = Mutex(SWRMoment(nanoseconds: seconds * 1_000_000_000))
    }

    var now: SWRMoment { moment.withLock { $0 } }

    func advance(seconds: Int64) {
        moment.withLock { $0 = $0.advanced(seconds: seconds) }
    }
}
