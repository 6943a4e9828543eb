import Domain

/// Does one piece of work after the other, in the order in which they came, each to its end.
actor WorkLine {
    private var last: Task<Void, Never>?
    private var length = 0
    private let limit: Int

    /// - Parameter limit: of those that wait or run; more are turned away.
    init(limit: Int = 16) {
        self.limit = limit
    }

    /// - Parameter isWanted: asked when the turn has come; work that nobody waits for any more is left out.
    /// - Throws: `.overloaded` when too many are in line, `.clientGone` for work that was left out, and what `work` throws.
    func run<Value: Sendable>(
        isWanted: @escaping @Sendable () -> Bool = { true },
        _ work: @escaping @Sendable () async -> Result<Value, GatewayError>
    ) async throws(GatewayError) -> Value {
        guard length < limit else { throw GatewayError(.overloaded, detail: "\(length) are in line") }
        length += 1
        let former = last
        let task = Task { () -> Result<Value, GatewayError> in
            await former?.value
            return isWanted() ? await work() : .failure(GatewayError(.clientGone))
        }
        last = Task { _ = await task.value }
        let result = await task.value
        length -= 1
        return try result.get()
    }
}
