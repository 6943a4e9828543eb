import Domain

extension UpstreamReply {
    /// Whether Harbor itself says that there is no such thing: a 404 of something in between is not its word.
    package var isHarborAbsence: Bool {
        guard status == 404, body.count <= Self.largestHarborError,
            case .object(let members)? = JSONValue.document(of: body),
            case .array(let errors)? = members["errors"], case .object(let first)? = errors.first
        else { return false }
        return first["code"] == JSONValue.string("NOT_FOUND")
    }

    /// Bytes. A page that explains itself at length is no error of Harbor.
    private static let largestHarborError = 64 << 10

    /// The number of what a 201 says was made: the last segment of `Location`.
    var harborNumber: Int64? {
        guard let text = field("Location")?.split(separator: "/", omittingEmptySubsequences: false).last,
            let number = QueryParameters.integer(String(text)).map({ Int64($0) }),
            (1...Int64(Int32.max)).contains(number)
        else { return nil }
        return number
    }
}
