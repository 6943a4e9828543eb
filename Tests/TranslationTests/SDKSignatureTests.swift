import Domain
import Testing

@testable import Translation

@Suite("SDK-HMAC-SHA256")
struct SDKSignatureTests {
    private static let host = "swr-api.cn-north-4.myhuaweicloud.com"
    /// 2024-01-02T03:04:05Z
    private static let now: Int64 = 1_704_164_645
    private static let json = [("Content-Type", "application/json")]

    private let signature = SDKSignature(
        accessKey: "EXAMPLEACCESSKEY0001", secretKey: Secret("exampleSecretKeyNotARealOne0000000000001"))

    /// A request as Huawei's SDK signed it (huaweicloudsdkcore 3.1.219), with keys that are not real.
    struct Vector: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var method = "GET"
        /// With a query that is encoded, and not in order yet.
        let target: String
        var fields = json
        var body = ""
        var signed = "content-type;host;x-sdk-date"
        let signature: String
        /// What is sent, where it differs.
        var sent: String?
    }

    @Test("gives the signature that Huawei's SDK gives", arguments: vectors)
    func vector(_ vector: Vector) throws {
        let value = try signature.authorization(
            method: vector.method, target: vector.target,
            fields: vector.fields + [("X-Sdk-Date", "20240102T030405Z"), ("Host", Self.host)],
            body: Array(vector.body.utf8))
        #expect(
            value == "SDK-HMAC-SHA256 Access=EXAMPLEACCESSKEY0001, SignedHeaders=\(vector.signed), "
                + "Signature=\(vector.signature)")
    }

    @Test(
        "a whole request gets three fields, and its query in order",
        arguments: vectors.filter { $0.fields.count == 1 && $0.fields[0].1 == "application/json" })
    func request(_ vector: Vector) {
        let request = signature.sign(
            method: vector.method, target: vector.target, host: Self.host, body: Array(vector.body.utf8), now: Self.now)
        #expect(request.target == vector.sent ?? vector.target)
        #expect(
            String(decoding: request.lines, as: UTF8.self) == """
                Content-Type: application/json\r\nX-Sdk-Date: 20240102T030405Z\r\n\
                Authorization: SDK-HMAC-SHA256 Access=EXAMPLEACCESSKEY0001, SignedHeaders=\(vector.signed), \
                Signature=\(vector.signature)\r\n
                """)
    }

    @Test(
        "what a client writes as query becomes the one form that is signed",
        arguments: [
            ("/p?b=2&a=1", "/p?a=1&b=2"), ("/p?q=a+b", "/p?q=a%20b"), ("/p?q=%7e%2d", "/p?q=~-"),
            ("/p?a&b=", "/p?a=&b="),
            ("/p?", "/p"), ("/p?&&a=1&", "/p?a=1"), ("/p?a=b=c", "/p?a=b%3Dc"), ("/p?a=%zz%4", "/p?a=%25zz%254"),
            ("/p?a=?", "/p?a=%3F"), ("/p/a$b", "/p/a$b"), ("/p/a%24b", "/p/a%24b"), ("/p?a=%ff", "/p?a=%FF"),
        ])
    func query(_ target: String, sent: String) {
        let request = signature.sign(method: "GET", target: target, host: "h", body: [], now: 0)
        #expect(request.target == sent)
        #expect(signature.sign(method: "GET", target: sent, host: "h", body: [], now: 0).lines == request.lines)
    }

    @Test("whatever is signed changes the signature")
    func changes() {
        func lines(
            _ method: String = "GET", _ target: String = "/p?a=1", _ host: String = "h", _ body: String = "",
            now: Int64 = 0
        ) -> [UInt8] {
            signature.sign(method: method, target: target, host: host, body: Array(body.utf8), now: now).lines
        }
        let all = [
            lines(), lines("PUT"), lines("GET", "/q?a=1"), lines("GET", "/p?a=2"), lines("GET", "/p?a=1", "g"),
            lines("GET", "/p?a=1", "h", "x"), lines(now: 1),
        ]
        #expect(Set(all).count == all.count)
    }

    @Test("a declared digest stands for the body, if there is one")
    func declared() throws {
        func value(_ digest: String?, body: String) throws -> String {
            try signature.authorization(
                method: "POST", target: "/p",
                fields: Self.json + [("X-Sdk-Date", "20240102T030405Z"), ("Host", "h")]
                    + (digest.map { [("X-Sdk-Content-Sha256", $0)] } ?? []), body: Array(body.utf8))
        }
        #expect(try value("UNSIGNED-PAYLOAD", body: "a") == value("UNSIGNED-PAYLOAD", body: "b"))
        #expect(try value(nil, body: "a") != value(nil, body: "b"))
        #expect(try value("UNSIGNED-PAYLOAD", body: "") != value("UNSIGNED-PAYLOAD", body: "a"))
    }

    @Test(
        "the date is in UTC, without signs between",
        arguments: [
            (0, "19700101T000000Z"), (951_868_799, "20000229T235959Z"), (1_704_164_645, "20240102T030405Z"),
            (1_709_251_200, "20240301T000000Z"), (1_798_675_200, "20261231T000000Z"),
            (253_402_300_799, "99991231T235959Z"), (Int64.max, "99991231T235959Z"), (-1, "19700101T000000Z"),
        ])
    func date(_ seconds: Int64, text: String) {
        #expect(SDKSignature.date(seconds) == text)
    }

    @Test("the secret key shows nowhere")
    func secret() {
        #expect(!"\(signature) \(String(reflecting: signature))".contains("exampleSecretKey"))
    }

    private static let vectors = [
        Vector(
            testDescription: "no query", target: "/v2/manage/namespaces",
            signature: "75f6651e7d0b9092c4e1ed098043b69631cb1299d6da52e1a0dc95a6e03736f9"),
        Vector(
            testDescription: "a query",
            target: "/v2/manage/repos?offset=0&limit=100&namespace=group"
                + "&filter=namespace%3A%3Agroup%7Cname%3A%3Abu%20sy%2Bb%2Fx~",
            signature: "a940bcea8155c5e92a05dee22ed4516acc95ac35b601701680e1459e2156c66d",
            sent: "/v2/manage/repos?filter=namespace%3A%3Agroup%7Cname%3A%3Abu%20sy%2Bb%2Fx~&limit=100"
                + "&namespace=group&offset=0"),
        Vector(
            testDescription: "a name that stands twice, and an empty value",
            target: "/v3/manage/repos?is_public=true&b=2&b=10&a=",
            signature: "249ab7d4298e78a3303f6347854b360c245233f109e8f2c3639d074d8d3cd6ca",
            sent: "/v3/manage/repos?a=&b=10&b=2&is_public=true"),
        Vector(
            testDescription: "a body", method: "PATCH", target: "/v2/manage/namespaces/group/repos/busybox/access",
            fields: [
                ("Content-Type", "application/json;charset=utf-8"),
                ("X-Project-Id", "d575b0b740e54221aeb9a165653b103d"),
            ], body: #"[{"user_id":"fb3f175c1fd146ab8cdae3272be6107b","user_name":"u1","auth":7}]"#,
            signed: "content-type;host;x-project-id;x-sdk-date",
            signature: "ed350b0286d220bc5fec0337748dff39bd6b8b241031990e7c69bbc1e83661b3"),
        Vector(
            testDescription: "a dollar in the path",
            target: "/v2/manage/namespaces/group/repos/a$b/tags?limit=1&offset=0",
            fields: json + [("X-Security-Token", "tok")], signed: "content-type;host;x-sdk-date;x-security-token",
            signature: "a7de951872954465e1f5a8a9d965154427f74350075143b2cf8c8c5a56e4891a"),
        Vector(
            testDescription: "a POST without a body", method: "POST",
            target: "/v2/manage/utils/secret?projectname=cn-north-4",
            signature: "8b38b4b6cdff6e5326e0128d3b7c469eccbaebc271b39f783427b47282ca5710"),
        Vector(
            testDescription: "a path with triplets, and space around a value", method: "DELETE",
            target: "/v2/manage/namespaces/group/repos/a%24b/tags/v1%20beta",
            fields: json + [("X-Custom", "  padded  ")],
            signed: "content-type;host;x-custom;x-sdk-date",
            signature: "d07bec49313e838cc02fa1452d219a39097b17bc8fcdd2e85799c3cfc01cc276"),
        Vector(
            testDescription: "text that is not ASCII", method: "POST",
            target: "/v2/manage/namespaces/group/repos?k=%E9%95%9C%E5%83%8F",
            body: #"{"repository":"busybox","description":"描述"}"#,
            signature: "3126269198209ce0a48840df5741dcad0fd35c6c6bac515fadce0cc7159f7ee1"),
        Vector(
            testDescription: "a DELETE with a body", method: "DELETE", target: "/v2/manage/namespaces/group/access",
            body: #"["fb3f175c1fd146ab8cdae3272be6107b"]"#,
            signature: "aa7cbbf0edeb6f5ccae87f540e8754ee2d9ba487ebb1c4f06af12b80d305167e"),
        Vector(
            testDescription: "a field with an underscore, which is not signed", target: "/v2/manage/namespaces",
            fields: json + [("x_trace", "1")],
            signature: "75f6651e7d0b9092c4e1ed098043b69631cb1299d6da52e1a0dc95a6e03736f9"),
    ]
}
