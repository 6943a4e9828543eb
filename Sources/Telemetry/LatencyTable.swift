/// One latency histogram a slot, all in one array; a slot takes room from its first observation on.
struct LatencyTable {
    /// The buckets of `LatencyBuckets` with `+Inf`, then the sum in nanoseconds.
    private static let stride = LatencyBuckets.bounds.count + 2

    private var bases: [Int32] = []
    private var values: [UInt64] = []
    /// A copy: reading a static costs a once-check on each request.
    private let bounds = LatencyBuckets.bounds

    /// Makes slots up to `count`; never fewer than before.
    mutating func grow(to count: Int) {
        guard count > bases.count else { return }
        bases.append(contentsOf: repeatElement(-1, count: count - bases.count))
    }

    /// Adds one observation; a negative one (a stepped clock) counts as 0.
    mutating func observe(slot: Int, nanoseconds: Int64) {
        guard bases.indices.contains(slot) else { return }
        if bases[slot] < 0 {
            bases[slot] = Int32(truncatingIfNeeded: values.count)
            values.append(contentsOf: repeatElement(0, count: Self.stride))
        }
        let base = Int(bases[slot])
        let taken = max(0, nanoseconds)
        var bucket = 0
        while bucket < bounds.count, taken > bounds[bucket] { bucket += 1 }
        values[base + bucket] &+= 1
        values[base + Self.stride - 1] &+= UInt64(taken)
    }

    /// What a slot has seen; `nil` before its first observation.
    func latency(slot: Int) -> MetricsSnapshot.Latency? {
        guard bases.indices.contains(slot), bases[slot] >= 0 else { return nil }
        let base = Int(bases[slot])
        return MetricsSnapshot.Latency(
            buckets: Array(values[base..<base + Self.stride - 1]), sumNanoseconds: values[base + Self.stride - 1])
    }
}
