/// What the conditions and the range of a request come to, for a file that is there.
enum StaticVerdict: Equatable {
    case whole
    case part(Range<Int>)
    /// The client has it already.
    case notModified
    /// It is not, or not any more, what the client takes it for.
    case conditionFailed
    /// The client asks for bytes behind the end.
    case unsatisfiable

    /// Judges in the order of RFC 9110 §13.2.2. A date that is none counts as absent, as do dates where the file has
    /// none (§13.1.3, §13.1.4).
    ///
    /// - Parameters:
    ///   - modified: what `Last-Modified` says, in seconds since 1970-01-01T00:00:00Z.
    ///   - size: of the file, in bytes.
    ///   - now: in the same seconds.
    init(_ request: StaticRequest, tag: EntityTag, modified: Int64?, size: Int, now: Int64) {
        func date(_ field: StaticRequest.Field) -> Int64? { request[field].flatMap { HTTPDate.parse($0, now: now) } }

        if let tags = request[.ifMatch] {
            guard tag.isIn(tags, by: .strong) else {
                self = .conditionFailed
                return
            }
        } else if let modified, let limit = date(.ifUnmodifiedSince), modified > limit {
            self = .conditionFailed
            return
        }
        if let tags = request[.ifNoneMatch] {
            if tag.isIn(tags, by: .weak) {
                self = .notModified
                return
            }
        } else if let modified, let known = date(.ifModifiedSince), modified <= known {
            self = .notModified
            return
        }
        self = Self.range(request, tag: tag, modified: modified, size: size, now: now)
    }

    /// RFC 9110 §14.2 defines ranges for GET alone.
    private static func range(
        _ request: StaticRequest, tag: EntityTag, modified: Int64?, size: Int, now: Int64
    ) -> StaticVerdict {
        guard !request.isHead, let range = request[.range] else { return .whole }
        if let condition = request[.ifRange] {
            guard isSame(condition, tag: tag, modified: modified, now: now) else { return .whole }
        }
        switch RequestedRange(range, size: size) {
        case .part(let range): return .part(range)
        case .unsatisfiable: return .unsatisfiable
        case .none: return .whole
        }
    }

    /// Whether the file is still the one of which the client has a part (RFC 9110 §13.1.5): the same strong tag, or
    /// exactly the date. A client may send the date only when it was old enough to tell two contents apart.
    private static func isSame(_ condition: String, tag: EntityTag, modified: Int64?, now: Int64) -> Bool {
        if condition.hasSuffix("\"") {
            let tags = EntityTag.list(in: condition)
            return tags.count == 1 && tag.isIn(condition, by: .strong)
        }
        guard let modified, !tag.isWeak else { return false }
        return HTTPDate.parse(condition, now: now) == modified
    }
}
