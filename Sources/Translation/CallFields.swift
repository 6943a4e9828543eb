import Domain

/// The fields of a `/v1` call that changes something, taken out by name and type.
///
/// They are the members of one JSON object. Unknown members are ignored; one that stands twice is refused, since two
/// readers could take a different one. The fields of a DELETE may be query parameters instead, a list as a parameter
/// that stands once for each element, because some proxies drop the body of a DELETE. Never both at once.
struct CallFields {
    private let source: Source

    private enum Source {
        case body([String: JSONValue])
        case query(QueryParameters)
    }

    /// For a call whose fields are in its body.
    /// - Throws: `.mediaTypeUnsupported` for another type than `application/json`, `.fieldInvalid` for anything but one
    ///   JSON object.
    init(body: [UInt8], contentType: String?) throws(GatewayError) {
        source = .body(try Self.members(body, contentType))
    }

    /// For a DELETE. The type of a body that is not there does not matter.
    /// - Parameters:
    ///   - texts: the fields that are one value.
    ///   - lists: those that are several.
    init(
        query: String, body: [UInt8], contentType: String?, texts: Set<String> = [], lists: Set<String>
    ) throws(GatewayError) {
        let parameters = try QueryParameters(query, known: texts, lists: lists)
        guard !body.isEmpty else {
            source = .query(parameters)
            return
        }
        if let name = parameters.names.min() {
            throw GatewayError(.fieldInvalid, message: "\(name): must not be in the query when there is a body")
        }
        source = .body(try Self.members(body, contentType))
    }

    /// A string that is not empty.
    func text(_ name: String) throws(GatewayError) -> String {
        let text: String? =
            switch source {
            case .query(let parameters): parameters.text(name)
            case .body(let members): if case .string(let text)? = members[name] { text } else { nil }
            }
        guard let text, !text.isEmpty else {
            throw GatewayError(.fieldInvalid, message: "\(name): a string that is not empty is required")
        }
        return text
    }

    func flag(_ name: String) throws(GatewayError) -> Bool {
        let flag: Bool? =
            switch source {
            case .query(let parameters): try parameters.flag(name)
            case .body(let members): if case .boolean(let flag)? = members[name] { flag } else { nil }
            }
        guard let flag else { throw GatewayError(.fieldInvalid, message: "\(name): true or false is required") }
        return flag
    }

    /// One string or more.
    func texts(_ name: String) throws(GatewayError) -> [String] {
        let texts: [String?] =
            switch source {
            case .query(let parameters): parameters.list(name)
            case .body(let members):
                Self.elements(members[name]).map { if case .string(let text) = $0 { text } else { nil } }
            }
        guard let texts = Self.whole(texts) else {
            throw GatewayError(.fieldInvalid, message: "\(name): a list of one or more strings is required")
        }
        return texts
    }

    /// One whole number or more.
    func integers(_ name: String, in range: ClosedRange<Int64>) throws(GatewayError) -> [Int64] {
        let numbers: [Int64?] =
            switch source {
            case .query(let parameters): parameters.list(name).map { QueryParameters.integer($0).map(Int64.init) }
            case .body(let members):
                Self.elements(members[name]).map { if case .integer(let number) = $0 { number } else { nil } }
            }
        guard let numbers = Self.whole(numbers), numbers.allSatisfy(range.contains) else {
            throw GatewayError(
                .fieldInvalid,
                message: "\(name): a list of one or more whole numbers from \(range.lowerBound) to "
                    + "\(range.upperBound) is required")
        }
        return numbers
    }

    /// `nil` when there is none, or one is not what it should be.
    private static func whole<Element>(_ elements: [Element?]) -> [Element]? {
        let found = elements.compactMap { $0 }
        return found.isEmpty || found.count < elements.count ? nil : found
    }

    private static func elements(_ value: JSONValue?) -> [JSONValue] {
        if case .array(let elements)? = value { elements } else { [] }
    }

    private static func members(_ body: [UInt8], _ contentType: String?) throws(GatewayError) -> [String: JSONValue] {
        guard JSONContentType.matches(contentType) else { throw GatewayError(.mediaTypeUnsupported) }
        return try JSONValue.bodyMembers(body)
    }
}
