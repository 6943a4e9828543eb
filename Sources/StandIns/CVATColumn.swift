/// What lists of accounts can be searched, filtered and sorted by.
enum CVATColumn: String, CaseIterable {
    case username
    case firstName = "first_name"
    case lastName = "last_name"
    case id
    case isActive = "is_active"

    func value(of account: CVATAccount) -> CVATValue {
        switch self {
        case .username: .text(account.username)
        case .firstName: .text(account.firstName)
        case .lastName: .text(account.lastName)
        case .id: .number(account.id)
        case .isActive: .flag(account.isActive)
        }
    }

    /// A value that stands in a query, where everything is text.
    func literal(_ text: String) throws(CVATFault) -> CVATValue {
        switch self {
        case .username, .firstName, .lastName: return .text(text)
        case .id:
            guard let number = Int(text) else {
                throw CVATFault.invalid(fields: [rawValue: "A valid integer is required."])
            }
            return .number(number)
        case .isActive:
            switch text.lowercased() {
            case "true", "t", "1": return .flag(true)
            case "false", "f", "0": return .flag(false)
            default: throw CVATFault.invalid(fields: [rawValue: "Must be a valid boolean."])
            }
        }
    }
}

/// What a column holds. Different kinds have an order too, which means nothing.
enum CVATValue: Hashable, Comparable {
    case flag(Bool)
    case number(Int)
    case text(String)

    var text: String {
        switch self {
        case .flag(let flag): flag ? "True" : "False"
        case .number(let number): String(number)
        case .text(let text): text
        }
    }

    static func < (one: CVATValue, other: CVATValue) -> Bool {
        switch (one, other) {
        case (.flag(let one), .flag(let other)): !one && other
        case (.number(let one), .number(let other)): one < other
        case (.text(let one), .text(let other)): one < other
        default: false
        }
    }
}
