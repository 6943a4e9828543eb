import Domain
import Foundation
import Testing

@testable import Policy

/// The files in `policies/`, as they are shipped.
@Suite("The shipped policies")
struct ShippedPoliciesTests {
    @Test("they compile, with Harbor configured and without")
    func compile() throws {
        #expect(try rules(harbor: nil).upstreams.allSatisfy(\.isOff))
        let harbor = try rules(harbor: "http://127.0.0.1:9999").upstreams.filter { !$0.isOff }
        #expect(harbor.map(\.name) == ["harbor"] && harbor.map(\.hasCredentials) == [true])
    }

    @Test("Harbor's password is asked for when its URL is set, by the name of the variable")
    func missingPassword() {
        let error = #expect(throws: PolicyFindings.self) {
            try load(variables: ["BREAKWATER_HARBOR_URL": "http://h", "BREAKWATER_HARBOR_USER": "gateway"])
        }
        #expect(error?.findings.map(\.message) == ["the environment variable BREAKWATER_HARBOR_PASSWORD is not set"])
    }

    @Test(
        "each route is for the roles that the API's table names",
        arguments: [
            ("POST", "/v1/authorization", nil),
            ("PUT", "/v1/authorization", [0, 1, 2, 3, 4]),
            ("DELETE", "/v1/authorization", [0, 1, 2, 3, 4]),
            ("DELETE", "/v1/authorizations", [0, 1, 2, 3, 4]),
            ("GET", "/v1/authorization", [0, 1, 2, 3, 4]),
            ("HEAD", "/v1/authorization", [0, 1, 2, 3, 4]),
            ("GET", "/.well-known/jwks.json", nil),
            ("POST", "/v1/user", nil),
            ("PUT", "/v1/user", [0, 1, 2, 3, 4]),
            ("GET", "/v1/admin/user", [3, 4]),
            ("POST", "/v1/admin/user", [3, 4]),
            ("PUT", "/v1/admin/user/7", [4]),
            ("DELETE", "/v1/admin/user/7", [3, 4]),
            ("PUT", "/v1/admin/user/7/password", [3, 4]),
            ("GET", "/v1/repository/project", [2, 3, 4]),
            ("GET", "/v1/repository/image", [2, 3, 4]),
            ("POST", "/v1/repository/user", [3, 4]),
            ("PUT", "/v1/repository/user/password", [3, 4]),
            ("DELETE", "/v1/repository/third", [3, 4]),
            ("GET", "/v1/repository/third/yq01", [2, 3, 4]),
            ("GET", "/openapi.json", nil),
            ("GET", "/docs", nil),
            ("GET", "/api/users/self", [2, 3, 4]),
            ("DELETE", "/api/users/7", [4]),
            ("GET", "/api/v2.0/health", nil),
            ("GET", "/api/v2.0/statistics", [2, 3, 4]),
            ("GET", "/api/v2.0/projects/library/repositories/team/web/artifacts", [2, 3, 4]),
        ] as [(String, String, [UInt8]?)])
    func roles(_ method: String, _ path: String, _ allowed: [UInt8]?) throws {
        let rules = try rules(harbor: "http://h")
        guard let allowed else {
            guard case .permit = try rules.judge(method, path) else {
                Issue.record("\(path) is not open to anybody")
                return
            }
            return
        }
        for number in UInt8(0)...6 {
            let outcome = try rules.judge(method, path, as: caller(RoleNumber(rawValue: number)))
            #expect((outcome == .refuse(.roleRefused, rule: "default")) == !allowed.contains(number), "role \(number)")
        }
        #expect(try rules.judge(method, path) == .refuse(.tokenMissing, rule: "default"))
    }

    @Test("a method that no route can take is 405 on a path of a vendor's, and 404 below it where there is nothing")
    func otherMethods() throws {
        let rules = try rules(harbor: "http://h")
        for path in ["/api/v2.0/nothing", "/api/v2.0", "/api/v2.0/", "/v2/manage/nothing"] {
            for method in ["TRACE", "BREW"] {
                #expect(try rules.judge(method, path) == .notRouted(.routeUnknown, allow: nil), "\(method) \(path)")
            }
        }
        let outcome = try rules.judge("TRACE", "/api/v2.0/health")
        #expect(outcome == .notRouted(.methodNotAllowed, allow: "GET"))
    }

    @Test("a repository reaches Harbor encoded twice, however the client wrote it")
    func repository() throws {
        let rules = try rules(harbor: "http://h")
        for name in ["team/web", "team%2Fweb", "team%252Fweb"] {
            let path = "/api/v2.0/projects/library/repositories/\(name)/artifacts?page=2"
            #expect(
                try rules.judge("GET", path, as: caller(.systemAdmin))
                    == .permit(
                        rule: "harbor-artifact-list.allow[0]",
                        target: "/api/v2.0/projects/library/repositories/team%252Fweb/artifacts?page=2"))
        }
    }

    @Test("SWR is signed for, or asks for a token; what the other way needs is not looked up")
    func swr() throws {
        var variables = [
            "BREAKWATER_SWR_URL": "http://s", "BREAKWATER_SWR_ACCESS_KEY": "ak", "BREAKWATER_SWR_SECRET_KEY": "sk",
            "BREAKWATER_REGISTRY_KIND": "swr",
        ]
        let signed = try load(variables: variables)
        let place = try #require(signed.registry).standard
        #expect(signed.upstreams[place].credentials == .signature(accessKey: "ak", secretKey: Secret("sk")))
        variables = [
            "BREAKWATER_SWR_URL": "http://s", "BREAKWATER_SWR_AUTH": "token", "BREAKWATER_SWR_REGION": "r1",
            "BREAKWATER_IAM_URL": "http://i", "BREAKWATER_IAM_USER": "u", "BREAKWATER_IAM_PASSWORD": "p",
            "BREAKWATER_IAM_DOMAIN": "d",
        ]
        let iam = UpstreamSpec.Site(
            name: "iam", address: UpstreamSpec.Address(host: "i", port: 80, usesTLS: false, basePath: ""))
        let account = UpstreamSpec.IAMAccount(
            upstream: iam, user: "u", password: Secret("p"), domain: "d", project: "r1")
        let asking = try load(variables: variables)
        #expect(asking.upstreams.first { $0.name == "swr" }?.credentials == .iam(account))
        #expect(asking.registry.map { asking.upstreams[$0.standard].name } == "harbor")
    }

    @Test("vendors' clients may log in with Basic, and nobody else")
    func basic() throws {
        let rules = try rules(harbor: "http://h")
        let families = ["/api/", "/v2/manage", "/v3/manage"]
        for route in rules.routes where route.path != "/" && route.path != "/v2" && route.path != "/v3" {
            let isVendor = families.contains { route.path.hasPrefix($0) } || route.path == "/api/v2.0"
            #expect(route.authentication == (isVendor ? [.bearer, .basic] : .bearer), "\(route.id)")
        }
    }

    private func rules(harbor: String?) throws(PolicyFindings) -> Ruleset {
        try load(
            variables: harbor.map {
                ["BREAKWATER_HARBOR_URL": $0, "BREAKWATER_HARBOR_USER": "gateway", "BREAKWATER_HARBOR_PASSWORD": "p"]
            } ?? [:])
    }

    private func load(variables: [String: String]) throws(PolicyFindings) -> Ruleset {
        var files = PolicyFiles()
        files.variables = variables
        files.localEndpoints = [
            "login", "refresh", "logout", "whoami", "register", "change-password", "user-list", "user-create",
            "user-status", "user-password", "user-delete", "key-set", "account-create", "account-password",
            "third-create", "third-delete", "third-list", "third-read", "openapi", "docs",
        ]
        files.translations = [
            "project-list", "project-create", "project-delete", "image-list", "image-delete", "image-tag-list",
            "image-tag-delete", "member-list", "member-create", "member-read", "member-update", "member-delete",
            "metadata-list", "permission-list", "organization-create", "organization-delete",
            "cvat-user-self", "cvat-user-list", "cvat-user-read", "cvat-user-update", "cvat-user-delete",
        ]
        files.features["harborSystemAdministrators"] = false
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try PolicyLoader.load(
            directory: root.appending(path: "policies").path, environment: files.environment)
    }
}
