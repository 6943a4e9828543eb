import Testing

@testable import StandIns

/// Requests that were signed by Huawei's SDK for Python (huaweicloudsdkcore 3.1.219), with a made-up key.
struct IAMSignatureVector: Sendable, CustomTestStringConvertible {
    let name: String
    let method: String
    let target: String
    var fields: [(name: String, value: String)] = [("Content-Type", "application/json")]
    var body = ""
    let signedNames: String
    let signature: String

    static let accessKey = "EXAMPLEACCESSKEY0001"
    static let secretKey = "exampleSecretKeyNotARealOne0000000000001"
    static let date = "20240102T030405Z"
    /// `date`, in seconds since 1970.
    static let seconds: Int64 = 1_704_164_645

    var testDescription: String { name }

    var authorization: String {
        "SDK-HMAC-SHA256 Access=\(Self.accessKey), SignedHeaders=\(signedNames), Signature=\(signature)"
    }

    var request: StandInRequest {
        StandInRequest(
            method: method, target: target,
            fields: fields + [
                ("Host", "swr-api.cn-north-4.myhuaweicloud.com"), ("X-Sdk-Date", Self.date),
                ("Authorization", authorization),
            ], body: Array(body.utf8))
    }

    static let all = [
        IAMSignatureVector(
            name: "no query", method: "GET", target: "/v2/manage/namespaces",
            signedNames: "content-type;host;x-sdk-date",
            signature: "75f6651e7d0b9092c4e1ed098043b69631cb1299d6da52e1a0dc95a6e03736f9"),
        IAMSignatureVector(
            name: "a query with reserved characters", method: "GET",
            target: "/v2/manage/repos?filter=namespace%3A%3Agroup%7Cname%3A%3Abu%20sy%2Bb%2Fx~&limit=100"
                + "&namespace=group&offset=0",
            signedNames: "content-type;host;x-sdk-date",
            signature: "a940bcea8155c5e92a05dee22ed4516acc95ac35b601701680e1459e2156c66d"),
        IAMSignatureVector(
            name: "a name twice, and an empty value", method: "GET",
            target: "/v3/manage/repos?a=&b=10&b=2&is_public=true",
            signedNames: "content-type;host;x-sdk-date",
            signature: "249ab7d4298e78a3303f6347854b360c245233f109e8f2c3639d074d8d3cd6ca"),
        IAMSignatureVector(
            name: "a body and a project", method: "PATCH", target: "/v2/manage/namespaces/group/repos/busybox/access",
            fields: [
                ("Content-Type", "application/json;charset=utf-8"),
                ("X-Project-Id", "d575b0b740e54221aeb9a165653b103d"),
            ],
            body: #"[{"user_id":"fb3f175c1fd146ab8cdae3272be6107b","user_name":"u1","auth":7}]"#,
            signedNames: "content-type;host;x-project-id;x-sdk-date",
            signature: "ed350b0286d220bc5fec0337748dff39bd6b8b241031990e7c69bbc1e83661b3"),
        IAMSignatureVector(
            name: "a dollar sign, and a security token", method: "GET",
            target: "/v2/manage/namespaces/group/repos/a$b/tags?limit=1&offset=0",
            fields: [("Content-Type", "application/json"), ("X-Security-Token", "tok")],
            signedNames: "content-type;host;x-sdk-date;x-security-token",
            signature: "a7de951872954465e1f5a8a9d965154427f74350075143b2cf8c8c5a56e4891a"),
        IAMSignatureVector(
            name: "no body", method: "POST", target: "/v2/manage/utils/secret?projectname=cn-north-4",
            signedNames: "content-type;host;x-sdk-date",
            signature: "8b38b4b6cdff6e5326e0128d3b7c469eccbaebc271b39f783427b47282ca5710"),
        IAMSignatureVector(
            name: "an encoded path and a padded field", method: "DELETE",
            target: "/v2/manage/namespaces/group/repos/a%24b/tags/v1%20beta",
            fields: [("Content-Type", "application/json"), ("X-Custom", "  padded  ")],
            signedNames: "content-type;host;x-custom;x-sdk-date",
            signature: "d07bec49313e838cc02fa1452d219a39097b17bc8fcdd2e85799c3cfc01cc276"),
        IAMSignatureVector(
            name: "characters beyond ASCII", method: "POST",
            target: "/v2/manage/namespaces/group/repos?k=%E9%95%9C%E5%83%8F",
            body: "{\"repository\":\"busybox\",\"description\":\"\u{63cf}\u{8ff0}\"}",
            signedNames: "content-type;host;x-sdk-date",
            signature: "3126269198209ce0a48840df5741dcad0fd35c6c6bac515fadce0cc7159f7ee1"),
        IAMSignatureVector(
            name: "DELETE with a body", method: "DELETE", target: "/v2/manage/namespaces/group/access",
            body: #"["fb3f175c1fd146ab8cdae3272be6107b"]"#, signedNames: "content-type;host;x-sdk-date",
            signature: "aa7cbbf0edeb6f5ccae87f540e8754ee2d9ba487ebb1c4f06af12b80d305167e"),
        IAMSignatureVector(
            name: "a field that is not signed", method: "GET", target: "/v2/manage/namespaces",
            fields: [("Content-Type", "application/json"), ("x_trace", "1")],
            signedNames: "content-type;host;x-sdk-date",
            signature: "75f6651e7d0b9092c4e1ed098043b69631cb1299d6da52e1a0dc95a6e03736f9"),
    ]
}
