import Policy

/// One fuzzer input: a file that was put into a small policy that compiles. The first byte: bits 0 and 1 which file
/// (routes, roles, upstreams, tests), bit 2 variables are not set. So the seeds begin with a digit.
struct PolicyInput {
    /// The input without its first byte.
    let bytes: [UInt8]
    let source: PolicySource
    let environment: PolicyEnvironment

    /// What variables and files hold, and no finding may show.
    static let secret = "7hV-quarrel-Bz0-thicket"

    /// `nil` without an options byte.
    init?(_ input: [UInt8]) {
        guard let options = input.first else { return nil }
        bytes = Array(input.dropFirst())
        let path = ["routes/fuzz.yaml", "roles.yaml", "upstreams.yaml", "tests/fuzz.yaml"][Int(options & 3)]
        var files = ["roles.yaml": roles, "upstreams.yaml": upstreams, "routes/base.yaml": routes].mapValues {
            Array($0.utf8)
        }
        files[path] = bytes
        source = PolicySource(
            files: files.sorted { $0.key < $1.key }.map {
                PolicySource.File(path: $0.key, name: $0.key, bytes: $0.value)
            })
        environment = Self.environment(isSet: options & 4 == 0)
    }

    private static func environment(isSet: Bool) -> PolicyEnvironment {
        PolicyEnvironment(
            variable: { isSet ? variables[$0] : nil },
            file: { path in
                switch path {
                case "secret": Array(secret.utf8) + [UInt8(ascii: "\n")]
                case "binary": [0xFF] + Array(secret.utf8)
                default: nil
                }
            },
            isDirectory: { $0.hasSuffix("www") },
            localEndpoints: ["login", "whoami"],
            translations: ["project-list", "image-list"],
            features: ["privateProject": true, "harborConfiguration": false],
            // Not SHA-256, which no invariant needs: it only has to differ when the files do.
            hash: { bytes in
                var state: UInt64 = 14_695_981_039_346_656_037
                for byte in bytes { state = (state ^ UInt64(byte)) &* 1_099_511_628_211 }
                return (0..<8).map { UInt8(truncatingIfNeeded: state >> ($0 * 8)) }
            })
    }

    /// Good for its place or for none: a secret where a URL is asked for, and one that no field can carry.
    private static let variables = [
        "URL": "http://harbor.test:8080/base", "LOGIN_URL": "http://user:\(secret)@harbor.test", "USER": "gateway",
        "PASSWORD": secret, "BROKEN": "\(secret)\r\n:",
    ]
}

private let roles = """
    version: 1
    roles:
      anonymous: {}
      pending: { number: 0 }
      member: { number: 2 }
      system-admin: { number: 4, includes: [member] }
    """

private let upstreams = """
    version: 1
    upstreams:
      harbor:
        url: "env:URL:-"
        kind: harbor
        credentials: { kind: basic, user: "env:USER", password: "env:PASSWORD" }
    """

private let routes = """
    version: 1
    routes:
      - id: base
        match: { methods: [GET], path: "/base/{name...}" }
        params: { name: oci-repository }
        to: { upstream: harbor, path: "/x/{name|encode2}" }
        access: { allow: [{ roles: [member] }] }
    """
