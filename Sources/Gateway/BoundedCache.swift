/// A dictionary of bounded size: beyond it, what was not used for longest is forgotten.
struct BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Slot: Sendable {
        var value: Value
        var weight: Int
        var lastUse: UInt64
    }

    private let limit: Int
    private let weight: @Sendable (Value) -> Int
    private var slots: [Key: Slot] = [:]
    private var total = 0
    private var uses: UInt64 = 0

    /// - Parameters:
    ///   - limit: of the weights of all values together.
    ///   - weight: of one value; by default each weighs 1, so that `limit` is a count.
    init(limit: Int, weight: @escaping @Sendable (Value) -> Int = { _ in 1 }) {
        self.limit = limit
        self.weight = weight
    }

    var count: Int { slots.count }

    /// Reading counts as a use.
    subscript(key: Key) -> Value? {
        mutating get {
            guard slots[key] != nil else { return nil }
            uses += 1
            slots[key]?.lastUse = uses
            return slots[key]?.value
        }
        set {
            total -= slots[key]?.weight ?? 0
            guard let newValue else {
                slots[key] = nil
                return
            }
            uses += 1
            let slot = Slot(value: newValue, weight: weight(newValue), lastUse: uses)
            slots[key] = slot
            total += slot.weight
            if total > limit { forget() }
        }
    }

    mutating func removeAll(where isOut: (Key) -> Bool) {
        for key in slots.keys.filter(isOut) { self[key] = nil }
    }

    /// An eighth at once, so that the sorting is paid for by many insertions.
    private mutating func forget() {
        for (key, slot) in slots.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
            guard total > limit - limit / 8 else { return }
            slots[key] = nil
            total -= slot.weight
        }
    }
}
