/// An error answer of the IAM: `{"error":{"code":401,"message":"…","title":"Unauthorized"}}`.
struct IAMFault: Error, Equatable {
    let status: Int
    let title: String
    let message: String

    static let unauthorized = IAMFault(
        status: 401, title: "Unauthorized", message: "The request you have made requires authentication.")
    static let wrongPassword = IAMFault(
        status: 401, title: "Unauthorized", message: "The username or password is wrong.")
    static let internalError = IAMFault(
        status: 500, title: "Internal Server Error", message: "An unexpected error prevented the server from working.")

    static func badRequest(_ message: String) -> IAMFault {
        IAMFault(status: 400, title: "Bad Request", message: message)
    }

    static func forbidden(_ action: String) -> IAMFault {
        IAMFault(
            status: 403, title: "Forbidden",
            message: "You are not authorized to perform the requested action: \(action)")
    }

    static func notFound(_ what: String) -> IAMFault {
        IAMFault(status: 404, title: "Not Found", message: "Could not find \(what).")
    }

    static let methodNotAllowed = IAMFault(
        status: 405, title: "Method Not Allowed", message: "The method is not allowed for the requested URL.")

    var document: JSONDocument {
        ["error": ["code": .number(status), "message": .text(message), "title": .text(title)]]
    }
}
