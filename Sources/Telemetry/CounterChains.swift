/// Counters by (slot, key) for few keys a slot: a chain of cells for each slot, in one array.
///
/// Cheaper than a dictionary on the hot path (no hashing; a route sees one to three combinations) and than a full
/// matrix in memory (10,000 routes would need every method × status). Increments allocate only when a key is new.
struct CounterChains<Key: Equatable> {
    private struct Cell {
        let key: Key
        var count: UInt64
        /// The cell after this one in the chain of its slot; −1 ends it.
        let next: Int32
    }

    private var heads: [Int32] = []
    private var cells: [Cell] = []

    /// Makes slots up to `count`; never fewer than before.
    mutating func grow(to count: Int) {
        guard count > heads.count else { return }
        heads.append(contentsOf: repeatElement(-1, count: count - heads.count))
    }

    /// Adds one. `slot` must be below the count given to `grow(to:)`; anything else is counted nowhere.
    mutating func increment(slot: Int, key: Key) {
        guard heads.indices.contains(slot) else { return }
        var index = heads[slot]
        while index >= 0 {
            if cells[Int(index)].key == key {
                cells[Int(index)].count &+= 1
                return
            }
            index = cells[Int(index)].next
        }
        cells.append(Cell(key: key, count: 1, next: heads[slot]))
        heads[slot] = Int32(truncatingIfNeeded: cells.count - 1)
    }

    /// Calls `body` for every counter of a slot, newest key first.
    func forEach(slot: Int, _ body: (Key, UInt64) -> Void) {
        guard heads.indices.contains(slot) else { return }
        var index = heads[slot]
        while index >= 0 {
            let cell = cells[Int(index)]
            body(cell.key, cell.count)
            index = cell.next
        }
    }
}
