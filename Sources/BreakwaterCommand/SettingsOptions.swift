import ArgumentParser
import Gateway

/// The flags that `serve` and `demo` share.
struct SettingsOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A YAML file with settings.", valueName: "file"))
    var config: String?

    @Option(help: "Where clients connect, such as 127.0.0.1:8080. Port 0 takes a free one.")
    var listen: String?

    @Option(help: "Where health and metrics are served; keep it off public networks.")
    var adminListen: String?

    @Option(help: ArgumentHelp("The directory of roles.yaml, upstreams.yaml and routes.", valueName: "directory"))
    var policies: String?

    @Option(
        help: ArgumentHelp("A second policy that is evaluated and recorded, never enforced.", valueName: "directory"))
    var shadow: String?

    /// - Parameter defaults: weaker than the file, stronger than the defaults of `serve`.
    func settings(environment: [String: String], defaults: [SettingsKey: String] = [:]) throws -> Settings {
        var overrides: [SettingsKey: String] = [:]
        overrides[.listen] = listen
        overrides[.adminListen] = adminListen
        overrides[.policies] = policies
        overrides[.shadowPolicies] = shadow
        return try Settings.load(file: config, environment: environment, overrides: overrides, defaults: defaults)
    }
}
