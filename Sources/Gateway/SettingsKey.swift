/// Every setting there is: the raw value is its key in the file (dots nest).
package enum SettingsKey: String, CaseIterable, Sendable {
    case listen
    case adminListen
    case externalURL
    case policies
    case policyWatch
    case shadowPolicies
    case store
    case stateDirectory
    case eventLoops
    case tokenAlgorithm = "token.algorithm"
    case tokenLifetime = "token.lifetime"
    case sessionLifetime = "session.lifetime"
    case sessionRotation = "session.rotation"
    case masterKey
    case keysRotateEvery = "keys.rotateEvery"
    case keysPublishAhead = "keys.publishAhead"
    case throttleFailures = "throttle.failures"
    case throttleWindow = "throttle.window"
    case throttleLongestWait = "throttle.longestWait"
    case throttleAddress = "throttle.address"
    case throttleTotal = "throttle.total"
    case throttleRegistrations = "throttle.registrations"
    case accountsPhoneDigits = "accounts.phoneDigits"
    case adminUser = "admin.user"
    case adminPassword = "admin.password"
    case registryAddress = "registry.address"
    case registryAccountDomain = "registry.accountDomain"
    case logAccess = "log.access"
    case logDecisions = "log.decisions"
    case logAudit = "log.audit"
    case logLevel = "log.level"
    case logRotateSize = "log.rotateSize"
    case logRotateKeep = "log.rotateKeep"
    case deadlineRequestHead = "deadlines.requestHead"
    case deadlineBodyIdle = "deadlines.bodyIdle"
    case deadlineUpstreamConnect = "deadlines.upstreamConnect"
    case deadlineResponseHead = "deadlines.responseHead"
    case deadlineKeepAlive = "deadlines.keepAlive"
    case deadlineDrain = "deadlines.drain"
    case limitConnections = "limits.connections"
    case limitListRows = "limits.listRows"
    case upstreamConnections = "upstream.connections"
    case upstreamWaiting = "upstream.waiting"
    case featurePrivateProject = "features.privateProject"
    case featureIngress = "features.enableIngress"
    case featureAlert = "features.enableAlert"
    case featureAdminAutoDeploy = "features.enableAdminAutoDeploy"
    case featureHarborConfiguration = "features.harborConfiguration"
    case featureHarborSystemAdministrators = "features.harborSystemAdministrators"

    /// The environment variable. Listed rather than derived: several are older than the keys and differ from them.
    package var environment: String {
        switch self {
        case .listen: "BREAKWATER_LISTEN"
        case .adminListen: "BREAKWATER_ADMIN_LISTEN"
        case .externalURL: "BREAKWATER_EXTERNAL_URL"
        case .policies: "BREAKWATER_POLICIES"
        case .policyWatch: "BREAKWATER_POLICY_WATCH"
        case .shadowPolicies: "BREAKWATER_SHADOW_POLICIES"
        case .store: "BREAKWATER_STORE"
        case .stateDirectory: "BREAKWATER_STATE"
        case .eventLoops: "BREAKWATER_EVENT_LOOPS"
        case .tokenAlgorithm: "BREAKWATER_TOKEN_ALGORITHM"
        case .tokenLifetime: "BREAKWATER_TOKEN_LIFETIME"
        case .sessionLifetime: "BREAKWATER_SESSION_LIFETIME"
        case .sessionRotation: "BREAKWATER_SESSION_ROTATION"
        case .masterKey: "BREAKWATER_MASTER_KEY"
        case .keysRotateEvery: "BREAKWATER_KEYS_ROTATE_EVERY"
        case .keysPublishAhead: "BREAKWATER_KEYS_PUBLISH_AHEAD"
        case .throttleFailures: "BREAKWATER_THROTTLE_FAILURES"
        case .throttleWindow: "BREAKWATER_THROTTLE_WINDOW"
        case .throttleLongestWait: "BREAKWATER_THROTTLE_LONGEST_WAIT"
        case .throttleAddress: "BREAKWATER_THROTTLE_ADDRESS"
        case .throttleTotal: "BREAKWATER_THROTTLE_TOTAL"
        case .throttleRegistrations: "BREAKWATER_THROTTLE_REGISTRATIONS"
        case .accountsPhoneDigits: "BREAKWATER_ACCOUNTS_PHONE_DIGITS"
        case .adminUser: "BREAKWATER_ADMIN_USER"
        case .adminPassword: "BREAKWATER_ADMIN_PASSWORD"
        case .registryAddress: "BREAKWATER_REGISTRY_ADDRESS"
        case .registryAccountDomain: "BREAKWATER_REGISTRY_ACCOUNT_DOMAIN"
        case .logAccess: "BREAKWATER_ACCESS_LOG"
        case .logDecisions: "BREAKWATER_DECISION_LOG"
        case .logAudit: "BREAKWATER_AUDIT_LOG"
        case .logLevel: "BREAKWATER_LOG_LEVEL"
        case .logRotateSize: "BREAKWATER_LOG_ROTATE_SIZE"
        case .logRotateKeep: "BREAKWATER_LOG_ROTATE_KEEP"
        case .deadlineRequestHead: "BREAKWATER_DEADLINE_REQUEST_HEAD"
        case .deadlineBodyIdle: "BREAKWATER_DEADLINE_BODY_IDLE"
        case .deadlineUpstreamConnect: "BREAKWATER_DEADLINE_UPSTREAM_CONNECT"
        case .deadlineResponseHead: "BREAKWATER_DEADLINE_RESPONSE_HEAD"
        case .deadlineKeepAlive: "BREAKWATER_DEADLINE_KEEP_ALIVE"
        case .deadlineDrain: "BREAKWATER_DEADLINE_DRAIN"
        case .limitConnections: "BREAKWATER_LIMIT_CONNECTIONS"
        case .limitListRows: "BREAKWATER_LIMIT_LIST_ROWS"
        case .upstreamConnections: "BREAKWATER_UPSTREAM_CONNECTIONS"
        case .upstreamWaiting: "BREAKWATER_UPSTREAM_WAITING"
        case .featurePrivateProject: "BREAKWATER_FEATURE_PRIVATE_PROJECT"
        case .featureIngress: "BREAKWATER_FEATURE_ENABLE_INGRESS"
        case .featureAlert: "BREAKWATER_FEATURE_ENABLE_ALERT"
        case .featureAdminAutoDeploy: "BREAKWATER_FEATURE_ENABLE_ADMIN_AUTO_DEPLOY"
        case .featureHarborConfiguration: "BREAKWATER_FEATURE_HARBOR_CONFIGURATION"
        case .featureHarborSystemAdministrators: "BREAKWATER_FEATURE_HARBOR_SYSTEM_ADMINISTRATORS"
        }
    }

    /// The name that a flag of this setting has: `adminListen` is `--admin-listen`.
    var flag: String {
        rawValue.reduce(into: "--") { name, letter in
            name += letter.isUppercase ? "-\(letter.lowercased())" : letter == "." ? "-" : String(letter)
        }
    }

    /// Whether the value must not be shown, in an error either.
    var isSecret: Bool { self == .adminPassword || self == .masterKey }
}
