extension HarborRoutes {
    /// - Parameter segments: those below `labels`.
    func labelRoutes(
        _ segments: [String], _ request: StandInRequest, _ target: HarborTarget
    ) throws(HarborFault) -> Routes {
        guard segments.count < 2 else { throw .noPath(target.path) }
        guard let segment = segments.first else {
            return [
                "GET": .read { () throws(HarborFault) in try labels(target) },
                "POST": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    try createLabel(request, target, in: &changed)
                },
            ]
        }
        return [
            "GET": .read { () throws(HarborFault) in
                HarborPayload(json: document(of: try label(segment, to: .seeLabels)))
            },
            "PUT": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                try updateLabel(segment, request, in: &changed)
            },
            "DELETE": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                let label = try label(segment, to: .maintain)
                changed.labels.removeAll { $0.id == label.id }
                return .empty
            },
        ]
    }

    /// `scope=g`: those of the registry, for anybody; `scope=p`: those of one project. `name` is part of a name.
    private func labels(_ target: HarborTarget) throws(HarborFault) -> HarborPayload {
        let listing = try HarborListing(target)
        let projectID = try Self.projectID(target)
        let scope = target.value("scope") ?? ""
        let owner: Int?
        switch scope {
        case "g": owner = nil
        case "p":
            guard projectID != 0 else { throw .badRequest("must with project ID when to query project labels") }
            owner = try permitted(registry.project(id: projectID), String(projectID), to: .seeLabels).id
        default: throw .badRequest("invalid scope: \(scope)")
        }
        let part = target.value("name") ?? ""
        let found = registry.labels.filter { $0.projectID == owner && (part.isEmpty || $0.name.contains(part)) }
        let columns: [HarborColumn<HarborLabel>] = [
            HarborColumn("id", "ID") { .number($0.id) }, HarborColumn("name", "Name") { .text($0.name) },
            HarborColumn("creation_time", "CreationTime") { .moment($0.created) },
        ]
        return try listing.payload(of: found, columns: columns, standard: "id") { document(of: $0) }
    }

    private static func projectID(_ target: HarborTarget) throws(HarborFault) -> Int {
        guard let text = target.value("project_id"), !text.isEmpty else { return 0 }
        guard let id = Int(text) else {
            throw .validation("project_id in query must be of type int64: \"\(text)\"")
        }
        return id
    }

    private func createLabel(
        _ request: StandInRequest, _ target: HarborTarget, in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let body = try HarborBody(request, "label")
        let (name, description, color) = try Self.texts(of: body)
        let projectID = try body.integer("project_id") ?? 0
        let scope = try body.text("scope") ?? ""
        _ = try requireAccount()
        guard ["g", "p"].contains(scope) else { throw .badRequest("unsupported label scope") }
        var owner: Int?
        if scope == "g" {
            try requireAdministrator()
        } else {
            owner = try permitted(registry.project(id: projectID), String(projectID), to: .maintain).id
        }
        try Self.checkName(name)
        let id = registry.nextNumber(.labels)
        guard !registry.labels.contains(where: { $0.name == name && $0.projectID == owner }) else {
            throw .conflict("label \(name) already exists")
        }
        let now = HarborMoment.now
        registry.labels.append(
            HarborLabel(
                id: id, name: name, description: description, color: color, projectID: owner, created: now,
                updated: now))
        return .created("\(target.path)/\(id)")
    }

    /// What the body leaves out is emptied. Scope and project stay as they are.
    private func updateLabel(
        _ segment: String, _ request: StandInRequest, in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let body = try HarborBody(request, "label")
        let (name, description, color) = try Self.texts(of: body)
        let label = try label(segment, to: .maintain)
        try Self.checkName(name)
        let others = registry.labels.filter { $0.id != label.id && $0.projectID == label.projectID }
        guard !others.contains(where: { $0.name == name }) else { throw .conflict("label \(name) already exists") }
        for position in registry.labels.indices where registry.labels[position].id == label.id {
            registry.labels[position].name = name
            registry.labels[position].description = description
            registry.labels[position].color = color
            registry.labels[position].updated = .now
        }
        return .empty
    }

    private static func texts(of body: HarborBody) throws(HarborFault) -> (String, String, String) {
        (try body.text("name") ?? "", try body.text("description") ?? "", try body.text("color") ?? "")
    }

    private static func checkName(_ name: String) throws(HarborFault) {
        guard (1...128).contains(name.unicodeScalars.count) else { throw .badRequest("invalid label name") }
    }

    /// The label, if there is one and the caller may do this with it: those of the registry are the administrator's.
    private func label(_ segment: String, to action: HarborAction) throws(HarborFault) -> HarborLabel {
        let id = try Self.number(segment, "label_id")
        guard let label = registry.labels.first(where: { $0.id == id }) else { throw .notFound("label \(id)") }
        if let owner = label.projectID {
            _ = try permitted(registry.project(id: owner), String(owner), to: action)
        } else {
            try requireAdministrator()
        }
        return label
    }

    /// Empty texts are left out.
    private func document(of label: HarborLabel) -> JSONDocument {
        var members: [String: JSONDocument] = [
            "creation_time": .text(label.created.text),
            "id": .number(label.id),
            "name": .text(label.name),
            "scope": label.projectID == nil ? "g" : "p",
            "update_time": .text(label.updated.text),
        ]
        if let owner = label.projectID { members["project_id"] = .number(owner) }
        if !label.description.isEmpty { members["description"] = .text(label.description) }
        if !label.color.isEmpty { members["color"] = .text(label.color) }
        return .object(members)
    }
}
