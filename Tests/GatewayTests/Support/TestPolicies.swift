import Foundation

/// The policy of these tests: one route for each way to reach an upstream, and the shipped ones for accounts.
enum TestPolicies {
    private static let roles = """
        version: 1
        roles:
          anonymous: {}
          pending: { number: 0 }
          approved: { number: 1 }
          member: { number: 2 }
          business-admin: { number: 3, includes: [member] }
          system-admin: { number: 4, includes: [business-admin] }
        """

    private static let upstreams = """
        version: 1
        upstreams:
          origin: { url: "env:ORIGIN_URL" }
          locked:
            url: "env:ORIGIN_URL"
            credentials: { kind: basic, user: "env:LOCKED_USER", password: "env:LOCKED_PASSWORD" }
          harbor:
            url: "env:BREAKWATER_HARBOR_URL:-"
            credentials: { kind: basic, user: "env:LOCKED_USER", password: "env:LOCKED_PASSWORD" }
          nowhere: { url: "env:NOBODY_SETS_THIS:-" }
        """

    private static let routes = """
        version: 1
        routes:
          - id: relay
            match: { methods: [GET, HEAD, POST, PUT, DELETE, PATCH], path: "/relay/{rest...}" }
            params: { rest: any }
            to: { upstream: origin, path: "/{rest}" }
            access: { allow: [{ roles: [anonymous] }] }
          - id: stream
            match: { methods: [GET, POST, PUT], path: "/stream/{rest...}" }
            params: { rest: any }
            to: { upstream: origin, path: "/{rest}" }
            access: { allow: [{ roles: [anonymous] }] }
            limits: { body: unlimited }
          - id: no-query
            match: { methods: [GET], path: "/no-query/{rest...}" }
            params: { rest: any }
            to: { upstream: origin, path: "/{rest}", query: none }
            access: { allow: [{ roles: [anonymous] }] }
          - id: some-query
            match: { methods: [GET], path: "/some-query/{rest...}" }
            params: { rest: any }
            to: { upstream: origin, path: "/{rest}", query: [page, q] }
            access: { allow: [{ roles: [anonymous] }] }
          - id: guarded
            match: { methods: [GET, POST], path: "/guarded/{rest...}" }
            params: { rest: any }
            to: { upstream: origin, path: "/{rest}" }
            access: { allow: [{ roles: [member] }] }
          - id: v1-thing
            match: { methods: [GET, DELETE], path: "/v1/thing" }
            to: { upstream: origin, path: "/thing" }
            access: { allow: [{ roles: [system-admin] }] }
          - id: locked
            match: { methods: [GET], path: "/locked/{rest...}" }
            params: { rest: any }
            to: { upstream: locked, path: "/{rest}" }
            access: { allow: [{ roles: [member] }] }
          - id: artifacts
            match: { methods: [GET], path: "/api/v2.0/projects/{project}/repositories/{repository...}/artifacts" }
            params: { project: oci-project, repository: oci-repository }
            to:
              upstream: locked
              path: "/api/v2.0/projects/{project}/repositories/{repository|encode2}/artifacts"
            access: { allow: [{ roles: [member] }] }
          - id: switched-off
            match: { methods: [GET], path: "/nowhere/{rest...}" }
            params: { rest: any }
            to: { upstream: nowhere, path: "/{rest}" }
            access: { allow: [{ roles: [anonymous] }] }
          - id: project-list
            match: { methods: [GET], path: "/v1/repository/project" }
            to: { translate: project-list, upstream: harbor }
            access: { allow: [{ roles: [member] }] }
        """

    private static var shipped: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../../policies/routes")
            .standardized
    }

    static func write(into directory: URL) throws {
        let folder = directory.appending(path: "routes")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(roles.utf8).write(to: directory.appending(path: "roles.yaml"))
        try Data(upstreams.utf8).write(to: directory.appending(path: "upstreams.yaml"))
        try Data(routes.utf8).write(to: folder.appending(path: "all.yaml"))
        // Accounts and sessions by the routes that are shipped.
        for name in ["authorization.yaml", "users.yaml"] {
            try FileManager.default.copyItem(at: shipped.appending(path: name), to: folder.appending(path: name))
        }
    }
}
