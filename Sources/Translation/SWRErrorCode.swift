import Domain

extension UpstreamReply {
    /// The number of the error that a body tells of: 4060074 for `SVCSTG.SWR.4060074`.
    ///
    /// There are several shapes, of SWR itself, of the gateway in front of it and of IAM: `error_code`, `errorCode` or
    /// `code`, in an object, in the first of an array, or in an object inside one.
    var swrCode: Int? {
        guard body.count <= Self.largestError, let document = JSONValue.document(of: body) else { return nil }
        return Self.code(in: document, depth: 0)
    }

    /// Bytes. A page that explains itself at length is no error of SWR.
    private static let largestError = 64 << 10

    private static func code(in value: JSONValue, depth: Int) -> Int? {
        guard depth < 4 else { return nil }
        switch value {
        case .array(let elements):
            return elements.first.flatMap { code(in: $0, depth: depth + 1) }
        case .object(let members):
            for name in ["error_code", "errorCode", "code"] {
                if let number = members[name].flatMap(number) { return number }
            }
            for name in members.keys.sorted() {
                if let value = members[name], let code = code(in: value, depth: depth + 1) { return code }
            }
            return nil
        case .null, .boolean, .integer, .number, .string:
            return nil
        }
    }

    private static func number(_ code: JSONValue) -> Int? {
        switch code {
        case .integer(let number): Int(exactly: number)
        case .string(let text): text.split(separator: ".").last.flatMap { QueryParameters.integer(String($0)) }
        case .null, .boolean, .number, .array, .object: nil
        }
    }
}
