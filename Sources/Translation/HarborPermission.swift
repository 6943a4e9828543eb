import Domain

/// One thing that an account may do in a project of Harbor, by Harbor's own words for it.
struct HarborPermission {
    /// Below the project; `.` is the project itself.
    let resource: String
    let action: String

    /// Where the gateway lets somebody do it.
    enum Reach {
        case anyProject
        case ownProjects
    }

    /// Reads the object at hand.
    /// - Parameter project: what an absolute resource begins with, by number.
    init(_ scanner: inout JSONScanner, in project: Int64) throws(JSONFault) {
        var (resource, action) = (String?.none, String?.none)
        try scanner.object(["resource", "action"]) { (scanner, place) throws(JSONFault) in
            switch place {
            case 0: resource = try scanner.name(.repository)
            default: action = try scanner.name(.project)
            }
        }
        guard let resource, let action else { throw scanner.fault }
        self.resource = Self.relative(resource, to: "/project/\(project)")
        self.action = action
    }

    /// What the rules for Harbor's own API and for the docker registry let a role do, of what one account of the whole
    /// namespace may; `nil`: nowhere. What no route leads to nobody can do through here, and robots are for system
    /// administrators. A role with another number is taken for a member.
    func reach(for role: RoleNumber) -> Reach? {
        switch (resource, action) {
        // Public projects are for everybody to look at. A project's summary tells its quota.
        case (".", "read"), ("quota", "read"), ("repository", "read"), ("repository", "list"), ("artifact", "read"),
            ("artifact", "list"), ("tag", "list"):
            .anyProject
        case ("member", "read"), ("member", "list"), ("metadata", "read"), ("label", "read"), ("label", "list"),
            ("repository", "pull"):
            .ownProjects
        case (".", "update"), (".", "delete"),
            ("member", "create"), ("member", "update"), ("member", "delete"),
            ("metadata", "list"), ("metadata", "create"), ("metadata", "update"), ("metadata", "delete"),
            ("label", "create"), ("label", "update"), ("label", "delete"),
            ("repository", "create"), ("repository", "push"), ("repository", "update"), ("repository", "delete"),
            ("artifact", "create"), ("artifact", "delete"), ("tag", "create"), ("tag", "delete"),
            ("helm-chart-version-label", "create"), ("helm-chart-version-label", "delete"):
            role == .businessAdmin ? .ownProjects : nil
        default: nil
        }
    }

    private static func relative(_ resource: String, to project: String) -> String {
        if resource == project { return "." }
        return resource.hasPrefix("\(project)/") ? String(resource.dropFirst(project.count + 1)) : resource
    }
}
