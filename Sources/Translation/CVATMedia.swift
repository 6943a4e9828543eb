/// The media types of CVAT's answers.
enum CVATMedia {
    /// The vendor's own, the only one that it declares.
    static let type = "application/vnd.cvat+json"

    /// Whether a `Content-Type` promises JSON: `application/json`, or with the suffix `+json` (RFC 6839 §3.1).
    ///
    /// The value goes to the client as it is, so it has to be short and plain as well.
    static func isJSON(_ contentType: String) -> Bool {
        guard contentType.utf8.count <= 128, contentType.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            return false
        }
        let essence = contentType.prefix { $0 != ";" }.lowercased().split(separator: " ")
        guard essence.count == 1, let media = essence.first else { return false }
        return media == "application/json" || media.hasPrefix("application/") && media.hasSuffix("+json")
    }
}
