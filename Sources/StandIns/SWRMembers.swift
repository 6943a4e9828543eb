import Domain

/// The members of an object in a body, each of the type that it has to be.
struct SWRMembers {
    private let members: [String: JSONValue]

    /// The most bytes of a text, where nothing else is said.
    static let longestText = 255

    init(_ members: [String: JSONValue]) {
        self.members = members
    }

    /// - Throws: what it throws for an element of an array that is no object.
    init(_ element: JSONValue, of name: String) throws(SWRFault) {
        guard case .object(let members) = element else { throw .invalidBody(name) }
        self.members = members
    }

    /// `nil` when it is not there.
    func optionalText(_ name: String, atMost limit: Int = Self.longestText) throws(SWRFault) -> String? {
        switch members[name] {
        case nil: return nil
        case .string(let text)? where text.utf8.count <= limit: return text
        default: throw .invalidBody(name)
        }
    }

    func text(_ name: String, atMost limit: Int = Self.longestText) throws(SWRFault) -> String {
        guard let text = try optionalText(name, atMost: limit), !text.isEmpty else { throw .mandatory(name) }
        return text
    }

    func text(_ name: String, among choices: Set<String>) throws(SWRFault) -> String {
        let text = try text(name)
        guard choices.contains(text) else { throw .invalidBody(name) }
        return text
    }

    /// False when it is not there.
    func flag(_ name: String) throws(SWRFault) -> Bool {
        switch members[name] {
        case nil: false
        case .boolean(let flag)?: flag
        default: throw .invalidBody(name)
        }
    }

    func elements(_ name: String, atMost limit: Int) throws(SWRFault) -> [JSONValue] {
        switch members[name] {
        case nil: throw .mandatory(name)
        case .array(let elements)? where elements.count <= limit: return elements
        default: throw .invalidBody(name)
        }
    }

    func object(_ name: String) throws(SWRFault) -> SWRMembers {
        guard let value = members[name] else { throw .mandatory(name) }
        return try SWRMembers(value, of: name)
    }
}
