import Domain

/// Reads `roles.yaml`.
enum RolesReader {
    static func read(_ root: SourceNode, _ log: inout FindingLog) -> [RoleDeclaration] {
        guard let top = MappingReader(root, "the file", known: ["version", "roles"], &log) else { return [] }
        VersionKey.check(top, &log)
        guard let roles = top.required("roles", &log) else { return [] }
        return roles.namedMembers("\"roles\"", &log).compactMap { member in
            guard
                let role = MappingReader(
                    member.value, "the role \"\(member.key.value)\"", known: ["number", "includes"], &log)
            else { return nil }
            // 62 is the highest bit that fits beside the sign of a stored set of roles.
            let number = role["number"].flatMap { $0.integer("\"number\"", in: 0...62, &log) }
            return RoleDeclaration(
                name: member.key,
                number: number.map { Located(RoleNumber(rawValue: UInt8($0.value)), $0.position) },
                includes: role["includes"].map { $0.strings("\"includes\"", &log) } ?? [])
        }
    }
}

/// The `version` that every file begins with.
enum VersionKey {
    static func check(_ top: MappingReader, _ log: inout FindingLog) {
        guard let node = top.required("version", &log) else { return }
        _ = node.integer("\"version\"", in: 1...1, &log)
    }
}
