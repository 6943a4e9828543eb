/// What CVAT makes of `Accept`: it has one media type, and one version of it.
enum CVATAccept {
    static let type = "application/vnd.cvat+json"
    private static let version = "2.0"

    /// The `Content-Type` of the answer, which repeats a version that was asked for.
    /// - Throws: 406 when nothing that is asked for can be had. `application/json` cannot.
    static func contentType(for field: String?) throws(CVATFault) -> String {
        guard let field, !field.isEmpty else { return type }
        for range in field.lowercased().split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
            guard let media = parts.first, ["*/*", "application/*", type].contains(media) else { continue }
            guard let asked = parts.first(where: { $0.hasPrefix("version=") }) else { return type }
            guard asked == "version=\(version)" else {
                throw CVATFault.detail(406, "Invalid version in \"Accept\" header.")
            }
            return media == type ? "\(type); version=\(version)" : type
        }
        throw CVATFault.notAcceptable
    }
}
