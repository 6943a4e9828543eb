/// The media type of a file, told by the end of its name (RFC 9110 §8.3; names registered at
/// https://www.iana.org/assignments/media-types).
struct MediaType: Hashable, Sendable {
    /// The value of `Content-Type`.
    let name: String
    /// Whether files of this type get smaller when compressed, so that a compressed one may lie beside them.
    let isCompressible: Bool

    init(fileName: String) {
        let parts = fileName.split(separator: ".", omittingEmptySubsequences: false)
        let ending = parts.count > 1 ? parts[parts.count - 1].lowercased() : ""
        if let name = Self.compressible[ending] {
            self.name = name
            isCompressible = true
        } else {
            name = Self.dense[ending] ?? "application/octet-stream"
            isCompressible = false
        }
    }

    /// Text is taken to be UTF-8: what else it is, only its author knows.
    private static let compressible = [
        "html": "text/html; charset=utf-8", "htm": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8", "mjs": "text/javascript; charset=utf-8",
        "txt": "text/plain; charset=utf-8", "md": "text/markdown; charset=utf-8", "csv": "text/csv; charset=utf-8",
        "vtt": "text/vtt; charset=utf-8", "ics": "text/calendar; charset=utf-8",
        "json": "application/json", "map": "application/json", "webmanifest": "application/manifest+json",
        "geojson": "application/geo+json", "xml": "application/xml", "xhtml": "application/xhtml+xml",
        "rss": "application/rss+xml", "atom": "application/atom+xml", "yaml": "application/yaml",
        "yml": "application/yaml", "wasm": "application/wasm", "svg": "image/svg+xml",
        "ico": "image/vnd.microsoft.icon", "ttf": "font/ttf", "otf": "font/otf", "gltf": "model/gltf+json",
    ]

    private static let dense = [
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
        "avif": "image/avif", "woff": "font/woff", "woff2": "font/woff2", "pdf": "application/pdf",
        "mp4": "video/mp4", "webm": "video/webm", "mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg",
        "wav": "audio/wav", "flac": "audio/flac", "zip": "application/zip", "gz": "application/gzip",
        "tgz": "application/gzip", "tar": "application/x-tar", "7z": "application/x-7z-compressed",
        "glb": "model/gltf-binary",
    ]
}
