/// What one event loop holds in memory of things that each have a bound of their own: all of them together have one too.
/// Confined to its loop.
final class MemoryBudget {
    private var used = 0
    private let most: Int

    /// - Parameter most: bytes.
    init(most: Int) {
        self.most = most
    }

    /// Whether there is room; taken in any case, so that it has to be given back.
    func take(_ bytes: Int) -> Bool {
        used += bytes
        return used <= most
    }

    func giveBack(_ bytes: Int) { used -= bytes }
}
