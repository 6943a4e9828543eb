/// A folder whose files a route serves, as the policy names it.
struct StaticFolder: Sendable {
    /// Its path. It is looked up anew for each request, so that a deployment that swaps it is seen.
    let directory: String
    /// The name of the file that a folder shows.
    let index: String
    /// What is sent for a path that leads to no file, as names of folders and at last of a file.
    let fallback: [String]?
    /// How long a file may be kept without asking again, in seconds; `nil`: not at all.
    let maxAge: Int64?

    init(directory: String, index: String, fallback: String?, cache: Duration?) {
        self.directory = directory
        self.index = index
        self.fallback = fallback.map { $0.split(separator: "/").map(String.init) }
        maxAge = cache?.components.seconds
    }

    /// The value of `Cache-Control`.
    ///
    /// - Parameter isPrivate: not everybody may have the file, so no cache may keep it that more than one person uses.
    ///   `public` would let it, whatever the request's `Authorization` says (RFC 9111 §3.5).
    func cacheControl(_ use: StaticRepresentation.Use, isPrivate: Bool) -> String {
        guard use == .file, let maxAge else { return isPrivate ? "private, no-cache" : "no-cache" }
        return "\(isPrivate ? "private" : "public"), max-age=\(maxAge)"
    }

    /// Whether a file of that name is served at all. What begins with a dot was not meant to be seen (`.git`, `.env`),
    /// but for what RFC 8615 has a place for.
    static func serves(_ name: String) -> Bool {
        guard let first = name.utf8.first else { return false }
        if first == UInt8(ascii: ".") { return name == ".well-known" }
        return !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }
}
