import Domain
import Policy
import Proxy
import Testing
import Translation

@testable import Gateway

@Suite("Calls of the gateway's own with a credential")
struct PreparedCallTests {
    private static let call = UpstreamCall(
        method: "POST", target: "/v2/a?b=1", fields: [("content-type", "application/json"), ("Accept", "text/x")],
        body: Array("{}".utf8), provesCredential: true)
    private static let key = SDKSignature(accessKey: "ak", secretKey: Secret("sk"))

    private func prepared(
        _ credentials: UpstreamSpec.Credentials, signer: (any RequestSigner)? = nil, method: String = "POST"
    ) -> (call: UpstreamCall, lines: String) {
        let upstream = UpstreamSpec(
            name: "x", address: .init(host: "h", port: 8080, usesTLS: false, basePath: "/base"),
            credentials: credentials, kind: .swr)
        let credential = UpstreamCredential(
            serial: 1, lines: Array("A: read\r\n".utf8), changeLines: Array("A: change\r\n".utf8), signer: signer,
            goodUntil: .max, user: "")
        let call = UpstreamCall(
            method: method, target: Self.call.target, fields: Self.call.fields, body: Self.call.body,
            provesCredential: true)
        let (made, lines) = credential.prepared(call, to: upstream, now: 1_700_000_000)
        return (made, String(decoding: lines, as: UTF8.self))
    }

    @Test("a password or a session goes along as it is")
    func plain() {
        for credentials in [
            UpstreamSpec.Credentials.none, .basic(user: "u", password: Secret("p")),
            .session(user: "u", password: Secret("p")), .token(scheme: "Bearer", token: Secret("t")),
        ] {
            let (call, lines) = prepared(credentials)
            #expect(lines == "A: change\r\n" && call.target == "/v2/a?b=1" && call.fields.count == 2)
            #expect(prepared(credentials, method: "GET").lines == "A: read\r\n")
        }
    }

    @Test("a token brings the media type, which the call has no second time")
    func token() {
        let account = UpstreamSpec.IAMAccount(
            upstream: BindingTrial.iamSite, user: "u", password: Secret("p"), domain: "d", project: "r")
        let (call, lines) = prepared(.iam(account))
        #expect(lines == "A: change\r\n" && call.target == "/v2/a?b=1" && call.provesCredential)
        #expect(call.fields.map(\.name) == ["Accept"] && call.body == Array("{}".utf8))
    }

    @Test("what is signed is what is sent: with the path of the upstream, which is put before it later")
    func signature() {
        let (call, lines) = prepared(.signature(accessKey: "ak", secretKey: Secret("sk")), signer: Self.key)
        let signed = Self.key.sign(
            method: "POST", target: "/base/v2/a?b=1", host: "h:8080", body: Array("{}".utf8), now: 1_700_000_000)
        #expect(lines == String(decoding: signed.lines, as: UTF8.self) && lines.contains("Authorization: "))
        #expect("/base\(call.target)" == signed.target && call.fields.map(\.name) == ["Accept"])
    }
}
