import Policy

extension Settings.Features {
    static let standard = Settings.Features(
        privateProject: true, enableIngress: false, enableAlert: false, enableAdminAutoDeploy: false,
        harborConfiguration: false, harborSystemAdministrators: false)

    /// By the names that policies have for them in `feature('…')`: the settings' own.
    var byName: [String: Bool] {
        [
            "privateProject": privateProject, "enableIngress": enableIngress, "enableAlert": enableAlert,
            "enableAdminAutoDeploy": enableAdminAutoDeploy, "harborConfiguration": harborConfiguration,
            "harborSystemAdministrators": harborSystemAdministrators,
        ]
    }

    /// As far as the environment alone says, for who looks at policies without a gateway: there is no settings file then.
    init(environment: [String: String]) {
        func flag(_ key: SettingsKey, _ standard: Bool) -> Bool {
            environment[key.environment].flatMap { Bool($0) } ?? standard
        }
        let standard = Self.standard
        self.init(
            privateProject: flag(.featurePrivateProject, standard.privateProject),
            enableIngress: flag(.featureIngress, standard.enableIngress),
            enableAlert: flag(.featureAlert, standard.enableAlert),
            enableAdminAutoDeploy: flag(.featureAdminAutoDeploy, standard.enableAdminAutoDeploy),
            harborConfiguration: flag(.featureHarborConfiguration, standard.harborConfiguration),
            harborSystemAdministrators: flag(
                .featureHarborSystemAdministrators, standard.harborSystemAdministrators))
    }
}

extension PolicyEnvironment {
    /// The same with these features for `feature('…')` to name.
    func with(_ features: Settings.Features) -> PolicyEnvironment {
        var environment = self
        environment.features = features.byName
        return environment
    }
}
