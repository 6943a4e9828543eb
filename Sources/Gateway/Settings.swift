package import Domain
package import Logging
package import Telemetry

/// What the process was told: every setting, typed, checked and with its default filled in.
package struct Settings: Sendable {
    package var listen: ListenAddress
    /// Health and metrics: no token guards them, so this one stays on loopback or an internal network.
    package var adminListen: ListenAddress
    /// `nil`: `http://` and the address that `listen` was bound to.
    package var externalURL: ExternalURL?
    /// The directory of roles.yaml, upstreams.yaml and routes.
    package var policies: String
    /// Whether changed files are taken up by themselves; SIGHUP does it either way.
    package var policyWatch: Bool
    /// A second policy that is evaluated beside it, never enforced; `nil`: none.
    package var shadowPolicies: String?
    package var store: StoreLocation
    /// Keys and sockets.
    package var stateDirectory: String
    /// 1 to 1,024.
    package var eventLoops: Int
    package var token: Token
    package var session: Session
    /// `nil`: the key in `<stateDirectory>/master.key`, made at the first start.
    package var masterKey: Secret?
    package var keys: Keys
    package var throttle: Throttle
    /// The most digits that a telephone number has; 1 to 32.
    package var phoneDigits: Int
    package var administrator: Administrator
    /// The host shown in `imageAddress`; `nil`: the authority of the Harbor URL.
    package var registryAddress: Authority?
    /// Behind the @ of the mail addresses that accounts of namespaces get in the registry, which wants to have them.
    package var accountDomain: String
    package var logs: Logs
    package var deadlines: Deadlines
    package var limits: Limits
    package var features: Features

    /// What may be offered. `GET /v1/authorization` tells front ends of the first four; policies name all of them.
    package struct Features: Sendable {
        package var privateProject: Bool
        package var enableIngress: Bool
        package var enableAlert: Bool
        /// Deployments that an administrator submits run without an audit.
        package var enableAdminAutoDeploy: Bool
        /// Harbor's configuration is changed through the gateway.
        package var harborConfiguration: Bool
        /// Accounts are made administrators of Harbor through the gateway.
        package var harborSystemAdministrators: Bool
    }

    package struct Token: Sendable {
        /// One of the names that the caller of `load` allowed.
        package var algorithm: String
        package var lifetime: Duration
    }

    package struct Session: Sendable {
        /// From a login to the end of the last token that came of it; not shorter than a token's life.
        package var lifetime: Duration
        package var rotation: Rotation

        package enum Rotation: String, Sendable, CaseIterable {
            /// A token that was exchanged stays good until its own end.
            case overlap
            /// It is good for 30 seconds more; to exchange it again after that ends the session.
            case strict
        }
    }

    package struct Keys: Sendable {
        /// 0: only when asked to.
        package var rotateEvery: Duration
        /// How long a new key is published before it signs.
        package var publishAhead: Duration
    }

    /// What login attempts are held to.
    package struct Throttle: Sendable {
        /// Failures of one account from one address before the next attempt has to wait.
        package var failures: Int
        /// After so long without one they are forgotten.
        package var window: Duration
        package var longestWait: Duration
        /// Failures from one address a minute.
        package var address: Int
        /// Failures in all a minute.
        package var total: Int
        /// New accounts from one address a minute.
        package var registrations: Int
    }

    /// The account that is created in an empty store.
    package struct Administrator: Sendable {
        package var user: String
        /// `nil`: a password is generated.
        package var password: Secret?
    }

    /// The file that decisions are recorded in; `nil` when they go elsewhere.
    package var decisionLogPath: String? {
        if case .file(let path) = logs.decisions { return path }
        return nil
    }

    package struct Logs: Sendable {
        package var access: LogTarget
        package var decisions: LogTarget
        package var audit: LogTarget
        /// Of what the process says about itself.
        package var level: Logger.Level
        /// Of the ones above that are files.
        package var rotation: LogRotation
    }

    package struct Deadlines: Sendable {
        /// From the first byte of a request to the end of its head: absolute, so that drip-feeding does not extend it.
        package var requestHead: Duration
        /// Between two pieces of a body, either way.
        package var bodyIdle: Duration
        package var upstreamConnect: Duration
        /// From the end of the request to the upstream's head.
        package var responseHead: Duration
        /// An idle client connection.
        package var keepAlive: Duration
        /// What runs may take this long after a stop was asked for; 0 cuts at once.
        package var drain: Duration
    }

    package struct Limits: Sendable {
        /// Client connections of the process. Each idle one costs some kilobytes.
        package var connections: Int
        /// Connections to one upstream from one event loop.
        package var upstreamConnections: Int
        /// Requests of one event loop that wait for a connection to one upstream.
        package var upstreamWaiting: Int
        /// Rows that a list of registry things holds, and that a search of a registry looks through.
        package var listRows: Int
    }
}
