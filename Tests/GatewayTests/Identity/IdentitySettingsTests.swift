import Domain
import Foundation
import Testing

@testable import Gateway

@Suite("Settings of sessions, keys and throttle")
struct IdentitySettingsTests {
    private static let key = String(repeating: "5a", count: 32)

    private func findings(_ values: [SettingsKey: String]) -> [StartupError] {
        let environment = Dictionary(uniqueKeysWithValues: values.map { ($0.environment, $1) })
        do {
            _ = try Settings.load(file: nil, environment: environment, algorithms: ["ES256"], cores: 1)
            return []
        } catch {
            return error.findings
        }
    }

    /// What each key takes and what it refuses, at its bounds.
    static let rows: [(SettingsKey, [String], [String])] = [
        (.tokenLifetime, ["1s", "3600", "30d"], ["0", "999ms", "31d", "1w"]),
        (.sessionLifetime, ["1h", "30d"], ["0", "31d", "-1h", "for ever"]),
        (.sessionRotation, ["overlap", "strict"], ["Strict", "none", "1"]),
        (.masterKey, [key, "\(key)\n"], ["5a", "\(key)5a", "password", String(key.dropLast()) + "g"]),
        (.keysRotateEvery, ["0", "1d", "3650d"], ["-1", "3651d", "monthly"]),
        (.keysPublishAhead, ["0", "10m", "1d"], ["25h", "soon"]),
        (.throttleFailures, ["1", "1000"], ["0", "1001", "-5", "5.0", "five"]),
        (.throttleWindow, ["1s", "1d"], ["0", "2d"]),
        (.throttleLongestWait, ["1s", "1h"], ["0", "2h"]),
        (.throttleAddress, ["1", "1000000"], ["0", "1000001"]),
        (.throttleTotal, ["1", "1000000"], ["0", "1000001"]),
        (.throttleRegistrations, ["1", "1000000"], ["0", "1000001"]),
        (.accountsPhoneDigits, ["1", "32"], ["0", "33"]),
    ]

    @Test("each is taken at its bounds and refused beyond them, by its own name", arguments: rows)
    func bounds(key: SettingsKey, good: [String], bad: [String]) {
        for value in good { #expect(findings([key: value]).isEmpty, "\(value)") }
        for value in bad { #expect(findings([key: value]).map(\.subject) == [key.rawValue], "\(value)") }
    }

    @Test("a session is as long as its token's life or longer, and by default it is")
    func sessionAndToken() throws {
        #expect(findings([.tokenLifetime: "2h", .sessionLifetime: "1h"]).map(\.subject) == ["session.lifetime"])
        #expect(findings([.tokenLifetime: "1h", .sessionLifetime: "1h"]).isEmpty)
        let long = try Settings.load(
            file: nil, environment: ["BREAKWATER_TOKEN_LIFETIME": "1d"], algorithms: ["ES256"], cores: 1)
        #expect(long.session.lifetime == .seconds(86_400))
    }

    @Test("a master key is shown neither in an error nor when settings are printed")
    func secret() throws {
        let wrong = findings([.masterKey: "hunter2hunter2"])
        #expect(wrong.count == 1)
        #expect(!"\(wrong)".contains("hunter2"))
        #expect(wrong.first?.remedy.contains("32 bytes") == true)
        let settings = try Settings.load(
            file: nil, environment: ["BREAKWATER_MASTER_KEY": Self.key], algorithms: ["ES256"], cores: 1)
        #expect(settings.masterKey?.reveal() == Self.key)
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains("5a5a"))
        #expect(!"\(settings)".contains("5a5a"))
    }

    @Test("a near miss in the rotation is named")
    func suggestion() {
        #expect(findings([.sessionRotation: "strikt"]).first?.remedy.contains("did you mean strict?") == true)
    }

    @Test("every algorithm of the gateway can be set, and the default is ES256")
    func algorithms() throws {
        let names = ["ES256", "ES384", "RS256", "RS384", "RS512", "HS256", "HS384", "HS512"]
        for name in names {
            let settings = try Settings.load(
                file: nil, environment: ["BREAKWATER_TOKEN_ALGORITHM": name], overrides: [:])
            #expect(settings.token.algorithm == name)
        }
        #expect(try Settings.load(file: nil, environment: [:], overrides: [:]).token.algorithm == "ES256")
        #expect(throws: SettingsFindings.self) {
            try Settings.load(file: nil, environment: ["BREAKWATER_TOKEN_ALGORITHM": "none"], overrides: [:])
        }
    }
}
