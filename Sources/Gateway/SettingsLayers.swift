import Configuration

/// The layers that settings come from, the strongest first: flags, environment, file, the command's own defaults. Each value is found together with
/// the place that set it, so that an error can name the line or the variable to change.
struct SettingsLayers {
    struct Found {
        let value: String
        /// Such as `environment variable BREAKWATER_LISTEN` or `breakwater.yaml:3:9`.
        let source: String
    }

    private let file: SettingsFile?
    private let flags: any ConfigSnapshot
    private let environment: any ConfigSnapshot
    private let defaults: [SettingsKey: String]

    init(
        file: SettingsFile?, environment: [String: String], overrides: [SettingsKey: String],
        defaults: [SettingsKey: String]
    ) {
        self.file = file
        self.defaults = defaults
        let secrets = Set(SettingsKey.allCases.filter(\.isSecret).map(\.environment))
        self.environment = EnvironmentVariablesProvider(
            environmentVariables: environment, secretsSpecifier: .specific(secrets)
        ).snapshot()
        let values = overrides.map { key, value in
            (Self.configKey(key), ConfigValue(.string(value), isSecret: key.isSecret))
        }
        flags = InMemoryProvider(values: Dictionary(uniqueKeysWithValues: values)).snapshot()
    }

    /// The value of the strongest layer that has one. An empty value counts as none: that is how a variable is "unset"
    /// in a compose file or unit.
    func find(_ key: SettingsKey) -> Found? {
        if let value = text(in: flags, Self.configKey(key)) {
            return Found(value: value, source: "flag \(key.flag)")
        }
        // The provider would derive another name from the key; a name in capitals passes through it unchanged.
        if let value = text(in: environment, AbsoluteConfigKey([key.environment])) {
            return Found(value: value, source: "environment variable \(key.environment)")
        }
        guard let file, let snapshot = file.snapshot, let position = file.positions[key.rawValue],
            let value = text(in: snapshot, Self.configKey(key))
        else { return defaults[key].map { Found(value: $0, source: "this command's default") } }
        return Found(value: value, source: position)
    }

    private func text(in layer: any ConfigSnapshot, _ key: AbsoluteConfigKey) -> String? {
        // Every layer holds single values only (the file has been checked), and these can all be read as text.
        guard case .string(let value) = try? layer.value(forKey: key, type: .string).value?.content else { return nil }
        return value.isEmpty ? nil : value
    }

    private static func configKey(_ key: SettingsKey) -> AbsoluteConfigKey {
        AbsoluteConfigKey(ConfigKey(key.rawValue))
    }
}
