/// A list whose elements have weights, such as `Accept` (RFC 9110 §12.4.2).
///
/// Parameters other than the weight are passed over. A comma inside a quoted one makes two elements of one, which match
/// nothing that is asked for here.
struct WeightedList {
    /// Thousandths, by the element's name in lower case.
    private var weights: [String: Int] = [:]

    init(_ text: String) {
        for element in text.split(separator: ",") {
            // White space stands between tokens only, and has no meaning there.
            let parts = element.split(separator: ";").map { part in
                String(part.filter { $0 != " " && $0 != "\t" }).lowercased()
            }
            guard let name = parts.first, !name.isEmpty, weights[name] == nil else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }
            weights[name] = weight.map { Self.thousandths($0.dropFirst(2)) } ?? 1_000
        }
    }

    /// From 0, not wanted, to 1,000; `nil` for what the list does not name.
    subscript(name: String) -> Int? { weights[name] }

    /// `0.5`, with three decimals at most; what is no weight weighs nothing.
    private static func thousandths(_ text: Substring) -> Int {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let decimals = parts.count == 2 ? parts[1] : ""
        guard parts.count <= 2, decimals.utf8.count <= 3, parts[0] == "0" || parts[0] == "1",
            decimals.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let fraction = Int(decimals + String(repeating: "0", count: 3 - decimals.utf8.count))
        else { return 0 }
        return parts[0] == "0" ? fraction : fraction == 0 ? 1_000 : 0
    }
}
