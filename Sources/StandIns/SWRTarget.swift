/// A request target as the gateway in front of SWR and the IAM reads it.
struct SWRTarget: Sendable {
    /// The parts of the path between slashes, each decoded once. A slash at the end makes a last empty one.
    let segments: [String]
    /// Decoded names and values, in their order.
    let query: [(name: String, value: String)]

    /// `nil` when it does not start with a slash or has a bad triplet.
    init?(_ target: String) {
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = halves.first, path.hasPrefix("/") else { return nil }
        var segments: [String] = []
        for segment in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let decoded = HarborTarget.decoded(segment, plusIsSpace: false) else { return nil }
            segments.append(decoded)
        }
        self.segments = segments
        var query: [(name: String, value: String)] = []
        for pair in halves.count > 1 ? halves[1].split(separator: "&") : [] {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = HarborTarget.decoded(parts[0], plusIsSpace: true),
                let value = HarborTarget.decoded(parts.count > 1 ? parts[1] : "", plusIsSpace: true)
            else { return nil }
            query.append((name, value))
        }
        self.query = query
    }

    /// The first value given.
    func value(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }
}
