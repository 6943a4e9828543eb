/// Does one piece of work after the other, in the order in which they came, each to its end.
actor WorkLine {
    private var last: Task<Void, Never>?

    func run<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) async -> Value {
        let former = last
        let task = Task {
            await former?.value
            return await work()
        }
        last = Task { _ = await task.value }
        return await task.value
    }
}
