/// An error answer of CVAT, in the forms of the Django REST framework: an object with `detail`, lists of messages by
/// field, or a list alone.
struct CVATFault: Error, Equatable {
    let status: Int
    let document: JSONDocument

    static func detail(_ status: Int, _ message: String) -> CVATFault {
        CVATFault(status: status, document: ["detail": .text(message)])
    }

    static func unauthorized(_ message: String = "Authentication credentials were not provided.") -> CVATFault {
        .detail(401, message)
    }

    static let forbidden = CVATFault.detail(403, "You do not have permission to perform this action.")
    static let notFound = CVATFault.detail(404, "Not found.")
    static let notAcceptable = CVATFault.detail(406, "Could not satisfy the request Accept header.")

    static func methodNotAllowed(_ method: String) -> CVATFault {
        .detail(405, "Method \"\(method)\" not allowed.")
    }

    /// A rule that is about more than one field.
    static func invalid(_ message: String) -> CVATFault {
        CVATFault(status: 400, document: [.text(message)])
    }

    /// - Parameter fields: messages by field.
    static func invalid(fields: [String: String]) -> CVATFault {
        CVATFault(status: 400, document: .object(fields.mapValues { [.text($0)] }))
    }
}
