extension Duration {
    /// Reads `<digits>` with `ms`, `s`, `m`, `h` or `d`, as settings and policies write it; digits alone are seconds.
    /// `nil` for anything else, a sign, a fraction, or more than 100 years.
    package init?(parsing text: some StringProtocol) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int64(digits) else { return nil }
        let millisecondsPerUnit: Int64
        switch text.dropFirst(digits.count) {
        case "ms": millisecondsPerUnit = 1
        case "", "s": millisecondsPerUnit = 1_000
        case "m": millisecondsPerUnit = 60_000
        case "h": millisecondsPerUnit = 3_600_000
        case "d": millisecondsPerUnit = 86_400_000
        default: return nil
        }
        let century: Int64 = 36_525 * 86_400_000
        guard count <= century / millisecondsPerUnit else { return nil }
        self = .milliseconds(count * millisecondsPerUnit)
    }
}
