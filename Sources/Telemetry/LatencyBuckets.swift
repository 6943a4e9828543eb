/// The upper bounds of the latency histogram.
///
/// One scale serves two kinds of route: API calls, of which the gateway's own part is well under a millisecond and the
/// upstream's some 5 to 500 ms, and image layers, which take seconds to minutes. So: 1-2.5-5 steps where objectives
/// are set (5 ms to 10 s), one bound below for answers made here, and 30 s and 60 s above because these are where the
/// default deadlines cut. Sixteen buckets a route keep a scrape of 100 routes under 2,000 lines.
package enum LatencyBuckets {
    /// In nanoseconds, ascending. An observation equal to a bound belongs to it (`le`).
    package static let bounds: [Int64] = [
        1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000, 250_000_000, 500_000_000,
        1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000, 30_000_000_000, 60_000_000_000,
    ]

    /// The `le` label of each bucket, in seconds; the last one is `+Inf`.
    package static let labels = [
        "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "30", "60",
        "+Inf",
    ]
}
