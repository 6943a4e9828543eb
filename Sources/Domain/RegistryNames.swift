// The names of a container registry. The grammars are those of Harbor and of the OCI distribution specification
// (https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pulling-manifests); a value of these types
// can be put into a path or query without further checks beyond encoding.

/// A Harbor project: `^[a-z0-9]+(?:[._-][a-z0-9]+)*$`, 1 to 255 bytes.
package struct ProjectName: Hashable, Sendable, CustomStringConvertible {
    package let value: String

    package init?(_ value: some StringProtocol) {
        guard value.utf8.count <= 255, isNameComponent(value.utf8, manySeparators: false) else { return nil }
        self.value = String(value)
    }

    package var description: String { value }
}

/// A repository inside a project: one or more components joined by `/`, at most 255 bytes together, each
/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`.
package struct RepositoryName: Hashable, Sendable, CustomStringConvertible {
    package let value: String

    package init?(_ value: some StringProtocol) {
        guard value.utf8.count <= 255, !value.isEmpty else { return nil }
        let components = value.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard components.allSatisfy({ isNameComponent($0, manySeparators: true) }) else { return nil }
        self.value = String(value)
    }

    package var description: String { value }
}

/// `project/repository`, split at the first slash as Harbor does.
package struct ImageName: Hashable, Sendable, CustomStringConvertible {
    package let project: ProjectName
    package let repository: RepositoryName

    /// `nil` when there is no slash or either side breaks its grammar.
    package init?(_ value: String) {
        guard let slash = value.firstIndex(of: "/"),
            let project = ProjectName(value[..<slash]),
            let repository = RepositoryName(value[value.index(after: slash)...])
        else { return nil }
        self.project = project
        self.repository = repository
    }

    package var description: String { "\(project)/\(repository)" }
}

/// A tag (`[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}`) or a digest (`algorithm:hex`, such as `sha256:` and 64 digits).
package struct Reference: Hashable, Sendable, CustomStringConvertible {
    package let value: String

    package init?(_ value: some StringProtocol) {
        guard isTag(value.utf8) || isDigest(value.utf8) else { return nil }
        self.value = String(value)
    }

    package var description: String { value }
}

private func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

/// Alphanumeric runs joined by one separator: `.`, `_` or `-`; with `manySeparators` also by `__` or several `-`.
private func isNameComponent(_ bytes: some Collection<UInt8>, manySeparators: Bool) -> Bool {
    var separators: [UInt8] = []
    var started = false
    for byte in bytes {
        if isLowerAlphanumeric(byte) {
            guard separators.isEmpty || (started && isSeparator(separators, many: manySeparators)) else { return false }
            separators.removeAll(keepingCapacity: true)
            started = true
        } else {
            separators.append(byte)
        }
    }
    return started && separators.isEmpty
}

private func isSeparator(_ run: [UInt8], many: Bool) -> Bool {
    switch run {
    case [UInt8(ascii: ".")], [UInt8(ascii: "_")], [UInt8(ascii: "-")]: true
    case [UInt8(ascii: "_"), UInt8(ascii: "_")]: many
    default: many && run.allSatisfy { $0 == UInt8(ascii: "-") }
    }
}

private func isTag(_ bytes: some Collection<UInt8>) -> Bool {
    guard let first = bytes.first, bytes.count <= 128, isWord(first) else { return false }
    return bytes.allSatisfy { isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
}

private func isWord(_ byte: UInt8) -> Bool {
    isLowerAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "_")
}

/// OCI image specification, descriptor.md "Digests": algorithm components of `[a-z0-9]+` joined by `+ . _ -`, then
/// an encoded part, which for the registered algorithms is lower-case hexadecimal.
private func isDigest(_ bytes: some Collection<UInt8>) -> Bool {
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let hex = bytes[bytes.index(after: colon)...]
    let isHex = hex.allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
    switch String(decoding: bytes[..<colon], as: UTF8.self) {
    case "sha256": return isHex && hex.count == 64
    case "sha512": return isHex && hex.count == 128
    default: return false
    }
}
