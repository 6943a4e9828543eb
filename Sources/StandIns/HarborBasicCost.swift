/// What the check of one user's password costs: rounds of a cheap mixing function, as Harbor 2.15 spends 600,000 rounds
/// of PBKDF2 on each. Robots cost nothing; sessions neither.
package struct HarborBasicCost: Sendable {
    package let rounds: Int

    package init(rounds: Int) {
        self.rounds = max(rounds, 0)
    }

    package static let none = HarborBasicCost(rounds: 0)

    /// - Returns: a number that depends on every round, so that none is left out.
    func pay(for name: String) -> UInt64 {
        var numbers = HarborNumbers(seed: UInt64(name.utf8.count))
        var sum: UInt64 = 0
        for _ in 0..<rounds { sum ^= numbers.next() }
        return sum
    }
}
