/// That an application is deployed anew when its image is pushed. Nothing is pushed to this stand-in: none goes off.
package struct SWRTrigger: Sendable, Equatable {
    package let name: String
    package var isEnabled: Bool
    /// The other members, as they came: `cluster_id` and the like.
    let texts: [String: String]
    let creatorName: String
    let created: SWRMoment

    /// The most of one image.
    static let limit = 10
}

extension SWRTrigger {
    private static let optional = ["cluster_id", "cluster_name", "container"]

    init(_ members: SWRMembers, creator: IAMUser, now: SWRMoment) throws(SWRFault) {
        let name = try members.text("name")
        guard Self.isName(name) else { throw .invalidBody("name") }
        self.name = name
        isEnabled = try Self.isEnabled(members)
        let type = try members.text("trigger_type", among: ["all", "tag", "regular"])
        let condition = try members.text("condition")
        switch type {
        case "all": guard condition == ".*" else { throw .invalidBody("condition") }
        case "tag": guard SWRName.isTag(condition) else { throw .invalidBody("condition") }
        default: break
        }
        let mode = try members.optionalText("trigger_mode") ?? "cce"
        guard ["cce", "cci"].contains(mode) else { throw .invalidBody("trigger_mode") }
        var texts = [
            "action": try members.text("action", among: ["update"]),
            "app_type": try members.text("app_type", among: ["deployments", "statefulsets"]),
            "application": try members.text("application"), "cluster_ns": try members.text("cluster_ns"),
            "condition": condition, "trigger_mode": mode, "trigger_type": type,
        ]
        for member in Self.optional { texts[member] = try members.optionalText(member) ?? "" }
        // Its clusters have no names: it runs containers without one.
        guard mode == "cce" || texts["cluster_id"] == "" && texts["cluster_name"] == "" else {
            throw .invalidBody("cluster_id")
        }
        self.texts = texts
        creatorName = creator.name
        created = now
    }

    /// A text as well.
    static func isEnabled(_ members: SWRMembers) throws(SWRFault) -> Bool {
        try members.text("enable", among: ["true", "false"]) == "true"
    }

    var document: JSONDocument {
        .object(
            texts.mapValues { JSONDocument.text($0) }.merging([
                "created_at": .text(created.text), "creator_name": .text(creatorName),
                "enable": .text(isEnabled ? "true" : "false"), "name": .text(name), "trigger_history": [],
            ]) { _, own in own })
    }

    /// 1 to 64 characters from a letter to a letter or digit, with single `-` and `_` between those.
    private static func isName(_ text: String) -> Bool {
        var last: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            let isLetter = ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
            let isSeparator = scalar == "-" || scalar == "_"
            guard isLetter || isSeparator || ("0"..."9").contains(scalar) else { return false }
            guard last != nil || isLetter else { return false }
            guard !isSeparator || (last != "-" && last != "_") else { return false }
            last = scalar
        }
        return last != nil && last != "-" && last != "_" && text.utf8.count <= 64
    }
}
