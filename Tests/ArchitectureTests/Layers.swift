/// The layer table: which modules a target may import. Dependencies point downwards only.
///
/// SwiftPM checks what a target links, not what it imports: a module that is reached through another one compiles all
/// the same. So the table stands here, and the tests compare it with every import line.
enum Layers {
    struct Layer {
        /// Modules of this package.
        var own: Set<String> = []
        /// Modules of other packages.
        var other: Set<String> = []
        var foundation = true
    }

    static let table: [String: Layer] = [
        // Layer 0: system libraries, a module map and a shim each.
        "COpenSSL": Layer(),
        "CLinux": Layer(),
        // Layer 1
        "Domain": Layer(),
        "Cryptography": Layer(own: ["COpenSSL"]),
        // Layer 2
        "HTTPWire": Layer(own: ["Domain"], other: ["NIOCore"], foundation: false),
        "Tokens": Layer(own: ["Domain", "Cryptography"]),
        "Routing": Layer(own: ["Domain"], foundation: false),
        "Store": Layer(own: ["Domain", "Cryptography"]),
        "Telemetry": Layer(own: ["Domain"], other: ["Logging"]),
        // Layer 3
        "Policy": Layer(own: ["Domain", "Routing"], other: ["Yams"]),
        "Translation": Layer(own: ["Domain", "Cryptography", "Routing"]),
        "SQLiteStore": Layer(own: ["Domain", "Cryptography", "Store"], other: ["GRDB"]),
        "Upstream": Layer(own: ["CLinux", "Domain", "HTTPWire", "Telemetry"], other: nio, foundation: false),
        // Layer 4: no store, so that no request of the data path waits for one.
        "Proxy": Layer(
            own: ["Domain", "HTTPWire", "Tokens", "Routing", "Telemetry", "Policy", "Translation", "Upstream"],
            other: nio.union(["Logging"]), foundation: false),
        // Layer 5
        "Gateway": Layer(
            own: [
                "Domain", "Cryptography", "HTTPWire", "Tokens", "Routing", "Store", "Telemetry", "Policy",
                "Translation", "SQLiteStore", "Upstream", "Proxy",
            ],
            other: nio.union(["Logging", "Configuration", "ServiceLifecycle", "UnixSignals"])),
        "StandIns": Layer(own: ["Domain", "Cryptography", "HTTPWire"], other: nio),
        // Layer 6
        "BreakwaterCommand": Layer(own: ["Domain", "Gateway", "StandIns"], other: ["ArgumentParser"]),
    ]

    /// Imports beyond the table, each with its reason; one that nobody uses any more fails the test.
    static let exceptions: [(target: String, module: String, reason: String)] = [
        (
            "Proxy", "Glibc",
            "a port is probed without SO_REUSEPORT first, on a socket that NIO never sees; files of a folder are opened without "
                + "following links, and read at a position"
        ),
        ("Upstream", "Glibc", "long bodies go through a pipe, which NIO does not have for splice(2)"),
        (
            "Policy", "CYaml",
            "the events of the YAML library's own parser: its Swift side composes aliases before anybody can refuse them"
        ),
        ("Gateway", "Yams", "unknown keys of the settings file, with their line, are beyond swift-configuration"),
        ("BreakwaterCommand", "Logging", "sets the process's log handler"),
    ]

    /// The toolchain's own modules that any target may use.
    static let toolchain: Set<String> = ["Swift", "Synchronization"]
    static let foundation: Set<String> = ["Foundation", "FoundationEssentials"]

    private static let nio: Set<String> = ["NIOCore", "NIOPosix", "NIOSSL"]

    static func allows(_ module: String, in target: String) -> Bool {
        guard let layer = table[target] else { return false }
        return layer.own.contains(module) || layer.other.contains(module) || toolchain.contains(module)
            || (layer.foundation && foundation.contains(module))
    }
}
