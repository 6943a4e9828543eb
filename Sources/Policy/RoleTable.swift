package import Domain

/// The roles of a policy with inheritance flattened, so that a decision is one bit.
package struct RoleTable: Sendable {
    /// The role of anybody, with or without a token. It has no number and includes nothing.
    static let anonymous = "anonymous"

    /// By role name: a bit for every number whose role is this one or includes it, however indirectly.
    private let masks: [String: UInt64]
    private let namesByNumber: [RoleNumber: String]

    init(masks: [String: UInt64], namesByNumber: [RoleNumber: String]) {
        self.masks = masks
        self.namesByNumber = namesByNumber
    }

    /// Every role name, sorted.
    package var names: [String] { masks.keys.sorted() }

    /// The name of the role that a token's number stands for; `nil` for a number that the policy does not know.
    package func name(of number: RoleNumber) -> String? { namesByNumber[number] }

    /// `nil` for a role that the policy does not know.
    func mask(of name: String) -> UInt64? { masks[name] }

    /// The bit of the number that this very role has; `nil` for a role without one.
    func ownBit(of name: String) -> UInt64? {
        namesByNumber.first { $0.value == name }.map { Self.bit(of: $0.key) }
    }

    /// Each role that a caller can have, in the order of the numbers.
    package var numbered: [(number: RoleNumber, name: String)] {
        namesByNumber.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The bit of a number; 0 for a number that no policy can name, so that it is a member of nothing.
    static func bit(of number: RoleNumber) -> UInt64 {
        number.rawValue <= 62 ? 1 << UInt64(number.rawValue) : 0
    }
}
