/// The keys of a project's metadata, and what their values may be.
enum HarborMetadata {
    /// Texts that say `true` or `false`.
    private static let flags: Set<String> = [
        "public", "enable_content_trust", "enable_content_trust_cosign", "prevent_vul", "auto_scan",
        "auto_sbom_generation", "reuse_sys_cve_allowlist",
    ]

    private static let severities: Set<String> = ["none", "unknown", "negligible", "low", "medium", "high", "critical"]

    /// What `metadata` in a body says of known keys; others are ignored.
    static func known(in body: HarborBody) throws(HarborFault) -> [String: String] {
        guard let object = try body.object("metadata") else { return [:] }
        var known: [String: String] = [:]
        for key in flags.union(["severity"]) { known[key] = try object.text(key) }
        return known
    }

    static func checkPublic(_ value: String) throws(HarborFault) {
        guard ["", "true", "false"].contains(value) else {
            throw .badRequest("metadata.public should only be 'true' or 'false', but got: '\(value)'")
        }
    }

    /// The one pair of a body that sets metadata directly, its value in normal form.
    static func pair(in body: HarborBody) throws(HarborFault) -> (key: String, value: String) {
        let pairs = try body.texts()
        guard pairs.count == 1, let (key, value) = pairs.first else {
            throw .badRequest("only allow one key/value pair")
        }
        if flags.contains(key) {
            guard let flag = flag(value) else { throw .badRequest("invalid value: \(value)") }
            return (key, String(flag))
        }
        guard key == "severity" else { throw .badRequest("invalid key: \(key)") }
        guard severities.contains(value.lowercased()) else { throw .badRequest("invalid severity: \(value)") }
        return (key, value.lowercased())
    }

    private static func flag(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": true
        case "0", "f", "F", "false", "FALSE", "False": false
        default: nil
        }
    }
}
