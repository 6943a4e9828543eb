import Domain
import Foundation
import Logging
import Telemetry
import Tokens
import Translation

extension Settings {
    /// Reads the settings for this machine and what this build can do; see the other `load`.
    package static func load(
        file: String?, environment: [String: String], overrides: [SettingsKey: String],
        defaults: [SettingsKey: String] = [:]
    ) throws(SettingsFindings) -> Settings {
        try load(
            file: file, environment: environment, overrides: overrides, defaults: defaults,
            algorithms: Algorithm.allCases.map(\.rawValue), cores: ProcessInfo.processInfo.activeProcessorCount)
    }

    /// Reads the settings: the file, over it the environment, over that the flags.
    /// - Parameters:
    ///   - file: the path given by `--config`; without one there is no file.
    ///   - overrides: what flags say.
    ///   - algorithms: the token algorithms there are, the default first; not empty.
    ///   - cores: the default number of event loops.
    /// - Throws: everything that is wrong, at once.
    package static func load(
        file: String?, environment: [String: String], overrides: [SettingsKey: String] = [:],
        defaults: [SettingsKey: String] = [:], algorithms: [String], cores: Int
    ) throws(SettingsFindings) -> Settings {
        let file = file.map(SettingsFile.init(path:))
        let layers = SettingsLayers(
            file: file, environment: environment, overrides: overrides, defaults: defaults)
        var reader = SettingsReader(layers, findings: file?.findings ?? [])
        let settings = Settings(reading: &reader, algorithms: algorithms, cores: cores)
        guard reader.findings.isEmpty else { throw SettingsFindings(reader.findings) }
        return settings
    }

    private init(reading reader: inout SettingsReader, algorithms: [String], cores: Int) {
        listen = reader.address(.listen, default: .standard)
        adminListen = reader.address(.adminListen, default: .standardAdmin)
        externalURL = reader.optional(
            .externalURL, allowed: "http:// or https:// with a host and maybe a port", ExternalURL.init)
        policies = reader.path(.policies, default: "policies")
        policyWatch = reader.flag(.policyWatch, default: true)
        shadowPolicies = reader.optional(.shadowPolicies, allowed: "the path of a directory") { text in
            text.contains("\0") ? nil : text
        }
        let state = reader.path(.stateDirectory, default: "var")
        stateDirectory = state
        store = reader.value(
            .store, default: .sqlite(path: "\(state)/breakwater.db"), allowed: "sqlite: and the path of a file",
            StoreLocation.init)
        eventLoops = reader.integer(.eventLoops, default: min(max(cores, 1), 1_024), in: 1...1_024)
        token = Token(reading: &reader, algorithms: algorithms)
        session = Session(reading: &reader, tokenLifetime: token.lifetime)
        masterKey = reader.optional(.masterKey, allowed: "32 bytes in hexadecimal or base64") { text in
            MasterKeyFile.bytes(of: text) == nil ? nil : Secret(text)
        }
        keys = Keys(reading: &reader)
        throttle = Throttle(reading: &reader)
        // Eleven in the column of deployments that exist.
        phoneDigits = reader.integer(.accountsPhoneDigits, default: 11, in: 1...32)
        administrator = Administrator(reading: &reader)
        registryAddress = reader.optional(
            .registryAddress, allowed: "a host and maybe a port, such as registry.example.org:8443", Authority.init)
        accountDomain =
            reader.optional(.registryAccountDomain, allowed: "a domain name, such as accounts.example.org") { text in
                Authority(parsing: text).flatMap { $0.port == nil ? $0.host : nil }
            } ?? "breakwater.invalid"
        logs = Logs(reading: &reader, state: state)
        deadlines = Deadlines(reading: &reader)
        limits = Limits(reading: &reader)
        features = Features(reading: &reader)
        if listen == adminListen, listen.port != 0 {
            reader.note(
                .adminListen, "\(adminListen) is the address of listen too",
                remedy: "give the admin listener a port of its own")
        }
        if session.lifetime < token.lifetime {
            reader.note(
                .sessionLifetime, "\(session.lifetime) is shorter than token.lifetime (\(token.lifetime))",
                remedy: "a session holds at least one token: lower token.lifetime too")
        }
    }
}

extension ListenAddress {
    fileprivate static let standard = ListenAddress(host: "127.0.0.1", port: 8_080)
    fileprivate static let standardAdmin = ListenAddress(host: "127.0.0.1", port: 8_081)
}

extension Settings.Token {
    fileprivate init(reading reader: inout SettingsReader, algorithms: [String]) {
        algorithm = reader.word(.tokenAlgorithm, default: algorithms.first ?? "", among: algorithms)
        // A month at most: what ended a session is remembered for so long.
        lifetime = reader.duration(.tokenLifetime, default: .seconds(3_600), in: .seconds(1)...(.seconds(30 * 86_400)))
    }
}

extension Settings.Session {
    fileprivate init(reading reader: inout SettingsReader, tokenLifetime: Duration) {
        lifetime = reader.duration(
            .sessionLifetime, default: max(.seconds(18_000), tokenLifetime),
            in: .seconds(1)...(.seconds(30 * 86_400)))
        let words = Rotation.allCases.map(\.rawValue)
        rotation = Rotation(rawValue: reader.word(.sessionRotation, default: "overlap", among: words)) ?? .overlap
    }
}

extension Settings.Keys {
    fileprivate init(reading reader: inout SettingsReader) {
        rotateEvery = reader.value(
            .keysRotateEvery, default: .zero, allowed: "0 (only when asked), or 1 hour to 10 years, such as 30d or 720h"
        ) { text in
            Duration(parsing: text).flatMap { every in
                every == .zero || (.seconds(3_600)...(.seconds(3_650 * 86_400))).contains(every) ? every : nil
            }
        }
        // Twice as long as the published set may be cached.
        publishAhead = reader.duration(.keysPublishAhead, default: .seconds(600), in: .zero...(.seconds(86_400)))
    }
}

extension Settings.Throttle {
    fileprivate init(reading reader: inout SettingsReader) {
        failures = reader.integer(.throttleFailures, default: 5, in: 1...1_000)
        window = reader.duration(.throttleWindow, default: .seconds(900), in: .seconds(1)...(.seconds(86_400)))
        longestWait = reader.duration(.throttleLongestWait, default: .seconds(60), in: .seconds(1)...(.seconds(3_600)))
        address = reader.integer(.throttleAddress, default: 60, in: 1...1_000_000)
        total = reader.integer(.throttleTotal, default: 600, in: 1...1_000_000)
        registrations = reader.integer(.throttleRegistrations, default: 10, in: 1...1_000_000)
    }
}

extension Settings.Administrator {
    fileprivate init(reading reader: inout SettingsReader) {
        user = reader.value(.adminUser, default: "admin", allowed: AccountRules.nameRule) { text in
            AccountRules.isName(text) ? text : nil
        }
        // The bound of password hashing.
        password = reader.optional(.adminPassword, allowed: "at most 1024 bytes") { text in
            text.utf8.count <= 1_024 ? Secret(text) : nil
        }
    }
}

extension Settings.Logs {
    fileprivate init(reading reader: inout SettingsReader, state: String) {
        access = reader.log(.logAccess, default: .standardOutput)
        decisions = reader.log(.logDecisions, default: .file("\(state)/decisions.jsonl"))
        audit = reader.log(.logAudit, default: .file("\(state)/audit.jsonl"))
        let levels = Logger.Level.allCases.map(\.rawValue)
        level = Logger.Level(rawValue: reader.word(.logLevel, default: "info", among: levels)) ?? .info
        let size = reader.value(
            .logRotateSize, default: LogRotation.standard.size,
            allowed: "off, or a size from 64KiB on such as 100MiB"
        ) { text -> ByteCount?? in
            if text == "off" { return .some(nil) }
            return ByteCount(parsing: text).flatMap { $0 >= .kib(64) ? .some($0) : nil }
        }
        let keep = reader.integer(.logRotateKeep, default: LogRotation.standard.keep, in: 1...1_000)
        rotation = size.map { LogRotation(size: $0, keep: keep) } ?? .off
    }
}

extension Settings.Deadlines {
    fileprivate init(reading reader: inout SettingsReader) {
        let usual: ClosedRange<Duration> = .milliseconds(1)...(.seconds(3_600))
        requestHead = reader.duration(.deadlineRequestHead, default: .seconds(10), in: usual)
        bodyIdle = reader.duration(.deadlineBodyIdle, default: .seconds(60), in: usual)
        upstreamConnect = reader.duration(.deadlineUpstreamConnect, default: .seconds(5), in: usual)
        responseHead = reader.duration(.deadlineResponseHead, default: .seconds(60), in: usual)
        keepAlive = reader.duration(.deadlineKeepAlive, default: .seconds(75), in: usual)
        drain = reader.duration(.deadlineDrain, default: .seconds(30), in: .zero...(.seconds(3_600)))
    }
}

extension Settings.Limits {
    fileprivate init(reading reader: inout SettingsReader) {
        // Twice the 10,000 idle connections that are measured, so that a crowd is served and a flood is not.
        connections = reader.integer(.limitConnections, default: 20_000, in: 1...1_000_000)
        listRows = reader.integer(.limitListRows, default: PageRequest.ceiling, in: 100...PageRequest.ceiling)
        upstreamConnections = reader.integer(.upstreamConnections, default: 256, in: 1...65_536)
        upstreamWaiting = reader.integer(.upstreamWaiting, default: 1_024, in: 0...65_536)
    }
}

extension Settings.Features {
    fileprivate init(reading reader: inout SettingsReader) {
        privateProject = reader.flag(.featurePrivateProject, default: Self.standard.privateProject)
        enableIngress = reader.flag(.featureIngress, default: Self.standard.enableIngress)
        enableAlert = reader.flag(.featureAlert, default: Self.standard.enableAlert)
        enableAdminAutoDeploy = reader.flag(.featureAdminAutoDeploy, default: Self.standard.enableAdminAutoDeploy)
        harborConfiguration = reader.flag(.featureHarborConfiguration, default: Self.standard.harborConfiguration)
        harborSystemAdministrators = reader.flag(
            .featureHarborSystemAdministrators, default: Self.standard.harborSystemAdministrators)
    }
}

extension SettingsReader {
    fileprivate mutating func flag(_ key: SettingsKey, default fallback: Bool) -> Bool {
        value(key, default: fallback, allowed: "true or false") { Bool($0) }
    }

    fileprivate mutating func address(_ key: SettingsKey, default fallback: ListenAddress) -> ListenAddress {
        value(
            key, default: fallback,
            allowed: "an IP address and a port, such as 127.0.0.1:8080, 0.0.0.0:8080 (every interface) or [::1]:8080",
            ListenAddress.init)
    }

    fileprivate mutating func path(_ key: SettingsKey, default fallback: String) -> String {
        value(key, default: fallback, allowed: "the path of a directory") { $0.contains("\0") ? nil : $0 }
    }

    fileprivate mutating func log(_ key: SettingsKey, default fallback: LogTarget) -> LogTarget {
        value(key, default: fallback, allowed: "- (standard output), off, or the path of a file", LogTarget.init)
    }
}
