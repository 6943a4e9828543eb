import Domain

extension HarborRoutes {
    /// Who makes a project owns it.
    ///
    /// `metadata.public` is a string; a boolean `public` beside the metadata is what an older API had, and counts when
    /// the metadata do not say it.
    func createProject(
        _ request: StandInRequest, _ target: HarborTarget, in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let members = try Self.members(of: request, "project")
        let name = try Self.text("project_name", in: members) ?? ""
        let flag = try Self.flag("public", in: members)
        let metadata = try Self.object("metadata", in: members)
        let word = try Self.text("public", in: metadata) ?? ""
        if name.unicodeScalars.count > 255 {
            throw .validation("project.project_name in body should be at most 255 chars long")
        }
        let caller = try requireAccount()
        guard ["", "true", "false"].contains(word) else {
            throw .badRequest("metadata.public should only be 'true' or 'false', but got: '\(word)'")
        }
        guard ProjectName(name) != nil else {
            throw .badRequest("project name is not in lower case or contains illegal characters")
        }
        guard registry.project(named: name) == nil else {
            throw .conflict("The project named \(name) already exists")
        }
        let isPublic = word.isEmpty ? flag ?? false : word == "true"
        let id = registry.addProject(name, isPublic: isPublic, owner: caller.id, created: .now)
        let isNameWanted = HarborFlag.isTrue(request.field("X-Resource-Name-In-Location"))
        return .created("\(target.path)/\(isNameWanted ? name : String(id))")
    }

    /// The object that the content is.
    private static func members(of request: StandInRequest, _ what: String) throws(HarborFault) -> [String: JSONValue] {
        let media = request.field("Content-Type")?.prefix { $0 != ";" }.lowercased() ?? ""
        guard media == "application/json" || (media.isEmpty && request.body.isEmpty) else {
            throw .validation("unsupported media type \"\(media)\", only [application/json] are allowed")
        }
        guard !request.body.isEmpty else { throw .validation("\(what) in body is required") }
        guard let members = JSONValue.members(of: request.body) else {
            throw .validation("parsing \(what) body from \"\" failed, because it is not a JSON object")
        }
        return members
    }

    /// `null` is the same as nothing.
    private static func text(_ name: String, in members: [String: JSONValue]) throws(HarborFault) -> String? {
        switch members[name] {
        case nil, .null: nil
        case .string(let text): text
        default: throw wrongType(name, "string")
        }
    }

    private static func flag(_ name: String, in members: [String: JSONValue]) throws(HarborFault) -> Bool? {
        switch members[name] {
        case nil, .null: nil
        case .boolean(let flag): flag
        default: throw wrongType(name, "bool")
        }
    }

    private static func object(
        _ name: String, in members: [String: JSONValue]
    ) throws(HarborFault) -> [String: JSONValue] {
        switch members[name] {
        case nil, .null: [:]
        case .object(let members): members
        default: throw wrongType(name, "object")
        }
    }

    private static func wrongType(_ name: String, _ type: String) -> HarborFault {
        .validation("parsing project body from \"\" failed, because \(name) is not of type \(type)")
    }
}
