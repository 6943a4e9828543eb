/// The cookies that a request brings (RFC 6265 §5.4), by name; of two with one name the first counts.
struct HarborCookies {
    private let values: [String: String]

    init(_ request: StandInRequest) {
        var values: [String: String] = [:]
        for field in request.fields where field.name.lowercased() == "cookie" {
            for pair in field.value.split(separator: ";") {
                let halves = pair.drop { $0 == " " }.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard halves.count == 2, values[String(halves[0])] == nil else { continue }
                values[String(halves[0])] = String(halves[1])
            }
        }
        self.values = values
    }

    subscript(_ name: String) -> String? { values[name] }
}
