/// The greatest of the last sixteen observations.
///
/// A gauge of the last value alone would hide a stall that happened between two scrapes; a maximum since the start
/// never comes down again. Sixteen beats of a second cover the usual scrape interval of 15 s.
struct LagWindow {
    private static let length = 16

    private var observations: [Int64] = []
    private var next = 0

    /// Nanoseconds; a negative one (a timer that fired early) counts as 0.
    mutating func observe(_ nanoseconds: Int64) {
        let taken = max(0, nanoseconds)
        if observations.count < Self.length {
            observations.append(taken)
        } else {
            observations[next] = taken
            next = (next + 1) % Self.length
        }
    }

    /// 0 before the first observation.
    var greatest: Int64 { observations.max() ?? 0 }
}
