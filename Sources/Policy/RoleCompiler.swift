import Domain

/// Flattens the declared roles.
enum RoleCompiler {
    static func compile(_ roles: [RoleDeclaration], _ log: inout FindingLog) -> RoleTable {
        let names = Set(roles.map(\.name.value))
        var numbers: [RoleNumber: String] = [:]
        for role in roles {
            checkAnonymous(role, &log)
            for included in role.includes where !names.contains(included.value) {
                log.add(
                    "unknown role \"\(included.value)\"" + Suggestion.text(for: included.value, among: names),
                    at: included.position)
            }
            guard let number = role.number else { continue }
            if let taken = numbers[number.value] {
                log.add("\"\(taken)\" has the number \(number.value.rawValue) already", at: number.position)
            } else {
                numbers[number.value] = role.name.value
            }
        }
        let included = Dictionary(
            roles.map { ($0.name.value, $0.includes.map(\.value)) }, uniquingKeysWith: { first, _ in first })
        var masks = Dictionary(uniqueKeysWithValues: names.map { ($0, UInt64(0)) })
        for role in roles {
            let reached = reach(from: role.name.value, included)
            if role.includes.contains(where: { reach(from: $0.value, included).contains(role.name.value) }) {
                log.add("the role \"\(role.name.value)\" includes itself", at: role.name.position)
            }
            guard let number = role.number else { continue }
            for name in reached {
                masks[name]? |= RoleTable.bit(of: number.value)
            }
        }
        return RoleTable(masks: masks, namesByNumber: numbers)
    }

    /// The role itself and everything that it includes.
    private static func reach(from name: String, _ included: [String: [String]]) -> Set<String> {
        var reached: Set<String> = []
        var open = [name]
        while let next = open.popLast() {
            guard reached.insert(next).inserted else { continue }
            open += included[next] ?? []
        }
        return reached
    }

    private static func checkAnonymous(_ role: RoleDeclaration, _ log: inout FindingLog) {
        if role.name.value == RoleTable.anonymous, role.number != nil || !role.includes.isEmpty {
            log.add(
                "\"anonymous\" is anybody: it has no number and includes no role", at: role.name.position)
        }
        for included in role.includes where included.value == RoleTable.anonymous {
            log.add(
                "\"anonymous\" cannot be included: list it in the routes that anybody may use", at: included.position)
        }
    }
}
