import Domain

/// A line of work for each of many places: what takes long at one holds up no other. A place without work has none.
actor WorkLines<Place: Hashable & Sendable> {
    private struct Entry {
        let line = WorkLine(limit: .max)
        /// Of those that wait or run.
        var length = 0
        /// Whether work of `runOnce` waits for its turn.
        var isAwaited = false
    }

    private var entries: [Place: Entry] = [:]
    private let limit: Int

    /// - Parameter limit: of those that wait or run at one place; more are turned away.
    init(limit: Int = 16) {
        self.limit = limit
    }

    /// Of the places that have work: how much.
    var lengths: [Place: Int] { entries.mapValues(\.length) }

    /// - Parameter isWanted: asked when the turn has come; work that nobody waits for any more is left out.
    /// - Throws: `.overloaded` when too many are in line, `.clientGone` for work that was left out, and what `work` throws.
    func run<Value: Sendable>(
        at place: Place, isWanted: @escaping @Sendable () -> Bool = { true },
        _ work: @escaping @Sendable () async throws(GatewayError) -> Value
    ) async throws(GatewayError) -> Value {
        let length = entries[place]?.length ?? 0
        guard length < limit else { throw GatewayError(.overloaded, detail: "\(length) are in line") }
        let line = join(place)
        defer { leave(place) }
        return try await line.run(isWanted: isWanted) { () async -> Result<Value, GatewayError> in
            do throws(GatewayError) {
                return .success(try await work())
            } catch {
                return .failure(error)
            }
        }
    }

    /// Work that is the same at a place whoever asks for it: left out while some of it waits for its turn, and never
    /// turned away.
    /// - Throws: what `work` throws.
    func runOnce(
        at place: Place, _ work: @escaping @Sendable () async throws(GatewayError) -> Void
    ) async throws(GatewayError) {
        guard entries[place]?.isAwaited != true else { return }
        let line = join(place)
        entries[place]?.isAwaited = true
        defer { leave(place) }
        try await line.run { () async -> Result<Void, GatewayError> in
            await self.begin(place)
            do throws(GatewayError) {
                return .success(try await work())
            } catch {
                return .failure(error)
            }
        }
    }

    private func join(_ place: Place) -> WorkLine {
        var entry = entries[place] ?? Entry()
        entry.length += 1
        entries[place] = entry
        return entry.line
    }

    private func begin(_ place: Place) {
        entries[place]?.isAwaited = false
    }

    private func leave(_ place: Place) {
        entries[place]?.length -= 1
        if entries[place]?.length == 0 { entries[place] = nil }
    }
}
