/// Something that a rule has to know of the registry behind a route, or of the gateway's accounts in it, and that is not
/// in the request. Asked for before the decision, off the event loop.
package enum FactQuestion: Hashable, Sendable {
    /// The registry account of the caller's namespace.
    case account
    /// The projects (organizations, in SWR's words) of the caller's namespace.
    case projects
    /// What a label of Harbor belongs to.
    case label(Int64)
    /// The Harbor user that a member of a project stands for. `project`: a name, or a number in digits.
    case member(project: String, number: Int64)
    /// Whether a user of the registry is an account that this gateway made, by name.
    case gatewayAccount(String)
}

/// The answers, as far as they were asked for.
package struct RegistryFacts: Sendable, Equatable {
    package enum Account: Sendable, Equatable {
        case unknown
        /// The namespace has none.
        case none
        /// `id`: the registry's number of the user.
        case known(id: Int64, name: String)
    }

    /// Names and numbers of the projects of one namespace.
    package struct Projects: Sendable, Equatable {
        package var names: Set<String>
        package var numbers: Set<Int64>

        package init(names: Set<String>, numbers: Set<Int64>) {
            self.names = names
            self.numbers = numbers
        }
    }

    package enum Label: Sendable, Equatable {
        case absent
        case global
        case project(Int64)
    }

    package struct Member: Hashable, Sendable {
        package let project: String
        package let number: Int64

        package init(project: String, number: Int64) {
            self.project = project
            self.number = number
        }
    }

    package var account = Account.unknown
    /// `nil`: not asked for. Without an account there are none.
    package var projects: Projects?
    package var labels: [Int64: Label] = [:]
    /// The number of the registry user; 0 when there is no such member, or it is a group.
    package var members: [Member: Int64] = [:]
    package var gatewayAccounts: [String: Bool] = [:]

    package init() {}
}
