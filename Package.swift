// swift-tools-version: 6.2
import PackageDescription

/// The house rules of every target. `BREAKWATER_STRICT=1` (set by deploy/test) turns warnings into errors, so that a
/// newer compiler's new warning never stops a user's build.
let house: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (Context.environment["BREAKWATER_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// `BREAKWATER_FUZZ=1` (set by deploy/test, with a scratch path of its own) adds the libFuzzer executables and compiles
/// what they drive with coverage. The compiler's own `-sanitize=fuzzer` still asks for the trace-pc-guard coverage that
/// libFuzzer has dropped, so the coverage is named here and only the link takes the driver.
let isFuzzing = Context.environment["BREAKWATER_FUZZ"] != nil
let covered: [SwiftSetting] =
    isFuzzing
    ? [.unsafeFlags(["-sanitize=address", "-sanitize-coverage=edge,inline-8bit-counters,pc-table,trace-cmp"])] : []

func module(_ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: house + settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: dependencies, swiftSettings: house)
}

/// An executable whose entry point is libFuzzer's.
func fuzz(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: "Tests/Fuzz/\(name)",
        swiftSettings: house + covered + [.unsafeFlags(["-parse-as-library"])],
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])])
}

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "breakwater",
    products: [.executable(name: "breakwater", targets: ["BreakwaterCommand"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // Layer 0: system libraries.
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLinux"),
        // Layer 1
        module("Domain", settings: covered),
        module("Cryptography", ["COpenSSL"]),
        // Layer 2
        module("HTTPWire", ["Domain", nioCore], settings: covered),
        module("Tokens", ["Domain", "Cryptography"]),
        module("Routing", ["Domain"], settings: covered),
        module("Store", ["Domain", "Cryptography"]),
        module("Telemetry", ["Domain", logging]),
        // Layer 3
        module("Policy", ["Domain", "Routing", .product(name: "Yams", package: "Yams")], settings: covered),
        module("Translation", ["Domain", "Cryptography", "Routing"], settings: covered),
        module("SQLiteStore", ["Domain", "Cryptography", "Store", .product(name: "GRDB", package: "GRDB.swift")]),
        module("Upstream", ["CLinux", "Domain", "HTTPWire", "Telemetry", nioCore, nioPosix]),
        // Layer 4
        module(
            "Proxy",
            [
                "Domain", "HTTPWire", "Tokens", "Routing", "Telemetry", "Policy", "Translation", "Upstream", nioCore,
                nioPosix, logging,
            ]),
        // Layer 5
        module(
            "Gateway",
            [
                "Domain", "Cryptography", "HTTPWire", "Tokens", "Routing", "Store", "Telemetry", "Policy",
                "Translation",
                "SQLiteStore", "Upstream", "Proxy", nioCore, nioPosix, logging,
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ]),
        module("StandIns", ["Domain", "Cryptography", "HTTPWire", nioCore, nioPosix]),
        // Layer 6
        .executableTarget(
            name: "BreakwaterCommand",
            dependencies: [
                "Domain", "Gateway", "StandIns", logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: house),
        // Tests mirror Sources.
        .target(
            name: "WireTranscript", dependencies: ["Domain", "HTTPWire", nioCore], path: "Tests/Fuzz/WireTranscript",
            swiftSettings: house),
        .target(
            name: "PathRule", dependencies: ["Domain", "Routing"], path: "Tests/Fuzz/PathRule", swiftSettings: house),
        tests(
            "HTTPWire",
            [
                "Domain", "HTTPWire", "WireTranscript", nioCore, .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        tests("Domain", ["Domain"]),
        tests("Cryptography", ["Cryptography", "COpenSSL"]),
        tests("Tokens", ["Tokens", "Domain", "Cryptography", "COpenSSL"]),
        tests(
            "SQLiteStore",
            ["SQLiteStore", "Store", "Domain", "Cryptography", .product(name: "GRDB", package: "GRDB.swift")]),
        tests("Routing", ["Routing", "Domain", "PathRule"]),
        tests("Policy", ["Policy", "Routing", "Domain"]),
        tests("Telemetry", ["Telemetry", "Domain", logging]),
        tests("Translation", ["Translation", "Domain", "StandIns"]),
        tests("StandIns", ["StandIns", "Domain", nioCore, nioPosix]),
        tests(
            "Upstream",
            [
                "Upstream", "HTTPWire", "Domain", nioCore, nioPosix,
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ]),
        tests("Proxy", ["Proxy", "HTTPWire", "Policy", "Telemetry", "Translation", "Domain", nioCore]),
        tests(
            "Gateway",
            [
                "Gateway", "StandIns", "Cryptography", "Domain", "Policy", "Proxy", "Store", "SQLiteStore", "Telemetry",
                "Tokens", "Translation",
                nioCore, nioPosix, logging,
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        tests("Architecture", []),
    ]
        + (isFuzzing
            ? [
                fuzz("HTTPWireFuzz", ["WireTranscript", "HTTPWire"]),
                fuzz("PathFuzz", ["PathRule"]),
                fuzz("JSONFuzz", ["Translation"]),
                fuzz("PolicyFuzz", ["Policy", "Routing", "Domain"]),
            ] : [])
)
