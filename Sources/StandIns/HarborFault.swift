/// An error answer of Harbor: `{"errors":[{"code":"NOT_FOUND","message":"…"}]}`.
struct HarborFault: Error, Equatable {
    let status: Int
    let code: String
    let message: String

    static let unauthorized = HarborFault(status: 401, code: "UNAUTHORIZED", message: "unauthorized")
    static let forbidden = HarborFault(status: 403, code: "FORBIDDEN", message: "forbidden")
    /// Whatever goes wrong inside is told in these words.
    static let unknown = HarborFault(status: 500, code: "UNKNOWN", message: "internal server error")
    static let readOnly = HarborFault(
        status: 403, code: "DENIED", message: "The system is in read only mode. Any modification is prohibited.")

    static func badRequest(_ message: String) -> HarborFault {
        HarborFault(status: 400, code: "BAD_REQUEST", message: message)
    }

    /// - Parameter message: for what only administrators do, just the name of the caller.
    static func forbidden(_ message: String) -> HarborFault {
        HarborFault(status: 403, code: "FORBIDDEN", message: message)
    }

    /// - Parameter what: such as `project nope`.
    static func notFound(_ what: String) -> HarborFault {
        HarborFault(status: 404, code: "NOT_FOUND", message: "\(what) not found")
    }

    static func conflict(_ message: String) -> HarborFault {
        HarborFault(status: 409, code: "CONFLICT", message: message)
    }

    static func precondition(_ message: String) -> HarborFault {
        HarborFault(status: 412, code: "PRECONDITION", message: message)
    }

    /// Of an artifact that an index has.
    static let referenced = HarborFault(
        status: 412, code: "VIOLATE_FOREIGN_KEY_CONSTRAINT",
        message: "the deleting artifact is referenced by others")

    static func noPath(_ path: String) -> HarborFault {
        HarborFault(status: 404, code: "NOT_FOUND", message: "path \(path) was not found")
    }

    static func methodNotAllowed(_ method: String, but allowed: [String]) -> HarborFault {
        HarborFault(
            status: 405, code: "METHOD_NOT_ALLOWED",
            message: "method \(method) is not allowed, but [\(allowed.joined(separator: ","))] are")
    }

    /// What the generated checks of parameters say.
    static func validation(_ message: String) -> HarborFault {
        HarborFault(status: 422, code: "UNPROCESSABLE_ENTITY", message: "validation failure list:\n\(message)")
    }

    var document: JSONDocument {
        ["errors": [["code": .text(code), "message": .text(message)]]]
    }
}
