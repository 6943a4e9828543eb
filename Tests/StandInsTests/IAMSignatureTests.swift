import Domain
import Testing

@testable import StandIns

@Suite("Signed requests")
struct IAMSignatureTests {
    private let vector = IAMSignatureVector.all[3]

    /// An IAM that knows the key of the vectors, so many seconds after they were signed.
    private func iam(secondsLater: Int64 = 0, secret: String = IAMSignatureVector.secretKey) -> IAMStandIn {
        let key = IAMAccessKey(access: IAMSignatureVector.accessKey, secret: Secret(secret))
        let clock = SWRClock(seconds: IAMSignatureVector.seconds + secondsLater)
        return IAMStandIn(
            IAMDirectory.seeded(
                domain: "acme", region: "cn-north-4",
                administrator: IAMDirectory.Login(name: "root", password: Secret("a"), keys: [key]), members: []),
            now: { clock.now })
    }

    /// Why a request is refused; `nil` when it is not.
    private func refusal(_ request: StandInRequest, _ iam: IAMStandIn? = nil) -> IAMRefusal? {
        do throws(IAMRefusal) {
            #expect(try (iam ?? self.iam()).identify(request).user.name == "root")
            return nil
        } catch {
            return error
        }
    }

    /// `vector`, with something else in one place.
    private func changed(
        method: String? = nil, target: String? = nil, body: String? = nil,
        fields change: ([(name: String, value: String)]) -> [(name: String, value: String)] = { $0 }
    ) -> StandInRequest {
        let request = vector.request
        return StandInRequest(
            method: method ?? request.method, target: target ?? request.target, fields: change(request.fields),
            body: body.map { Array($0.utf8) } ?? request.body)
    }

    @Test("those of Huawei's SDK are right", arguments: IAMSignatureVector.all)
    func accepted(_ vector: IAMSignatureVector) {
        #expect(refusal(vector.request) == nil)
    }

    @Test("the order of parameters and the spelling of escapes do not count")
    func spelling() {
        let vector = IAMSignatureVector.all[1]
        let request = vector.request
        let other =
            "/v2/manage/repos?offset=0&namespace=group&limit=100&filter=namespace%3a:group%7Cname::bu+sy%2bb/x%7E"
        #expect(
            refusal(StandInRequest(method: "GET", target: other, fields: request.fields, body: [])) == nil)
    }

    @Test("whatever is changed after signing makes a signature wrong")
    func tampered() {
        #expect(refusal(changed()) == nil)
        #expect(refusal(changed(method: "POST")) == .signatureWrong)
        #expect(refusal(changed(target: "/v2/manage/namespaces/other/repos/busybox/access")) == .signatureWrong)
        #expect(refusal(changed(target: "\(vector.target)?a=b")) == .signatureWrong)
        #expect(refusal(changed(body: vector.body + " ")) == .signatureWrong)
        #expect(refusal(changed(body: "")) == .signatureWrong)
        for name in ["Content-Type", "X-Project-Id", "Host"] {
            #expect(
                refusal(changed { $0.map { $0.name == name ? (name, "other") : $0 } }) == .signatureWrong, "\(name)")
            #expect(refusal(changed { $0.filter { $0.name != name } }) == .signatureWrong, "without \(name)")
            #expect(refusal(changed { $0 + [(name, "other")] }) == .signatureWrong, "two of \(name)")
        }
        #expect(refusal(changed { $0 + [("X-Forwarded-For", "::1")] }) == nil, "a field that was not signed")
    }

    @Test("a wrong key is told from a wrong secret")
    func keys() {
        #expect(refusal(vector.request, iam(secret: "other")) == .signatureWrong)
        let request = changed { fields in
            fields.map { ($0.name, $0.value.replacing(IAMSignatureVector.accessKey, with: "UNKNOWN")) }
        }
        #expect(refusal(request) == .keyUnknown)
    }

    @Test("a date may be a quarter of an hour off, either way", arguments: [(900, true), (901, false)])
    func skew(_ seconds: Int64, isRight: Bool) {
        let expected: IAMRefusal? = isRight ? nil : .signatureExpired
        #expect(refusal(vector.request, iam(secondsLater: seconds)) == expected)
        #expect(refusal(vector.request, iam(secondsLater: -seconds)) == expected)
    }

    @Test(
        "a field of another form is no signature",
        arguments: [
            "SDK-HMAC-SHA256", "SDK-HMAC-SHA256 Access=a", "SDK-HMAC-SHA256 Access=a,SignedHeaders=host,Signature=b",
            "SDK-HMAC-SHA256 Access=, SignedHeaders=host, Signature=b",
            "SDK-HMAC-SHA256 Access=a, Signature=b, SignedHeaders=host",
        ])
    func malformed(_ field: String) {
        #expect(IAMSignature(field) == nil)
        #expect(
            refusal(StandInRequest(method: "GET", target: "/", fields: [("Authorization", field)])) == .signatureWrong)
    }

    @Test("names of signed fields stand in order, each once, in lower case, the host and the date among them")
    func signedNames() {
        for names in ["x-sdk-date;host", "host;host;x-sdk-date", "Host;x-sdk-date"] {
            let field = "SDK-HMAC-SHA256 Access=a, SignedHeaders=\(names), Signature=\(vector.signature)"
            #expect(IAMSignature(field) == nil, "\(names)")
        }
        let request = changed { fields in
            fields.map { ($0.name, $0.value.replacing("content-type;host;", with: "content-type;")) }
        }
        #expect(refusal(request) == .signatureWrong)
    }

    @Test("the gateway in front of SWR refuses in its own shape, and lets a right signature through")
    func gateway() throws {
        let iam = iam()
        let swr = SWRStandIn(SWRRegistry.seeded(region: "cn-north-4", directory: iam.directory), iam: iam)
        let right = SWRReply(response: swr.respond(to: IAMSignatureVector.all[0].request))
        #expect(right.status == 200)
        #expect(try right.rows("namespaces").count == 4)
        let wrong = SWRReply(response: swr.respond(to: changed(body: "[]")))
        #expect(wrong.status == 401)
        let error = try wrong.object()
        #expect(error["error_code"] as? String == "APIGW.0301")
        #expect((error["error_msg"] as? String)?.contains("verify aksk signature fail") == true)
        #expect(error["request_id"] as? String == wrong.response.field("X-Request-Id"))
    }
}
