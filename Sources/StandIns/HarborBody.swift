import Domain

/// The JSON object that a request brings, read by the rules of the server's own decoder: what is not of its type is
/// 422, and `null` is the same as nothing.
struct HarborBody {
    let members: [String: JSONValue]
    private let what: String

    /// - Parameter what: the server's name of the parameter, such as `userReq`.
    init(_ request: StandInRequest, _ what: String) throws(HarborFault) {
        let media = request.field("Content-Type")?.prefix { $0 != ";" }.lowercased() ?? ""
        guard media == "application/json" || (media.isEmpty && request.body.isEmpty) else {
            throw .validation("unsupported media type \"\(media)\", only [application/json] are allowed")
        }
        guard !request.body.isEmpty else { throw .validation("\(what) in body is required") }
        guard let members = JSONValue.members(of: request.body) else {
            throw .validation("parsing \(what) body from \"\" failed, because it is not a JSON object")
        }
        self.init(members, what)
    }

    private init(_ members: [String: JSONValue], _ what: String) {
        self.members = members
        self.what = what
    }

    func text(_ name: String) throws(HarborFault) -> String? {
        switch members[name] {
        case nil, .null: nil
        case .string(let text): text
        default: throw wrongType(name, "string")
        }
    }

    func flag(_ name: String) throws(HarborFault) -> Bool? {
        switch members[name] {
        case nil, .null: nil
        case .boolean(let flag): flag
        default: throw wrongType(name, "bool")
        }
    }

    func integer(_ name: String) throws(HarborFault) -> Int? {
        switch members[name] {
        case nil, .null: nil
        case .integer(let number): Int(number)
        default: throw wrongType(name, "int64")
        }
    }

    func object(_ name: String) throws(HarborFault) -> HarborBody? {
        switch members[name] {
        case nil, .null: nil
        case .object(let members): HarborBody(members, what)
        default: throw wrongType(name, "object")
        }
    }

    /// All members, each of which has to be a text.
    func texts() throws(HarborFault) -> [String: String] {
        var texts: [String: String] = [:]
        for name in members.keys.sorted() {
            if let text = try text(name) { texts[name] = text }
        }
        return texts
    }

    private func wrongType(_ name: String, _ type: String) -> HarborFault {
        .validation("parsing \(what) body from \"\" failed, because \(name) is not of type \(type)")
    }
}
