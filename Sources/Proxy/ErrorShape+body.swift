import Domain
import Policy
import Telemetry

/// The body of an error, in the shape that the family of routes promises: `/v1` an envelope
/// `{"code":403,"message":"…","reason":"role","requestId":"…"}`, Harbor and the OCI distribution specification
/// `{"errors":[{"code":"FORBIDDEN","message":"…"}]}`, everything else problem details (RFC 9457). The one place that
/// writes errors.
extension ErrorShape {
    var contentType: StaticString {
        switch self {
        case .envelope, .registry: "application/json"
        case .problem: "application/problem+json"
        }
    }

    /// - Parameter data: a JSON value; written into an envelope only.
    func body(_ error: GatewayError, requestID: String, data: [UInt8]? = nil) -> [UInt8] {
        let code = error.code
        var object = JSONLine()
        object.begin()
        switch self {
        case .envelope: object.integer("code", Int64(code.status))
        case .registry: object.string("code", Self.registryCode(code.status))
        case .problem:
            object.string("type", "about:blank")
            object.integer("status", Int64(code.status))
        }
        object.string(self == .problem ? "title" : "message", error.message ?? code.message)
        object.string("reason", code.rawValue)
        object.string("requestId", requestID)
        if self == .envelope, let data { object.json("data", data) }
        object.end()
        guard self == .registry else { return object.bytes }
        return Array("{\"errors\":[".utf8) + object.bytes.dropLast() + Array("]}\n".utf8)
    }

    /// Harbor's names for its statuses.
    private static func registryCode(_ status: Int) -> String {
        switch status {
        case 401: "UNAUTHORIZED"
        case 403: "FORBIDDEN"
        case 404: "NOT_FOUND"
        case 405: "METHOD_NOT_ALLOWED"
        case 409: "CONFLICT"
        case 413: "REQUEST_ENTITY_TOO_LARGE"
        case 422: "UNPROCESSABLE_ENTITY"
        case 429: "TOO_MANY_REQUEST"
        case 400..<500: "BAD_REQUEST"
        default: "UNKNOWN"
        }
    }
}
