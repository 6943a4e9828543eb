import StandIns

@testable import Gateway

extension RegistryBed {
    /// Asks Harbor behind the gateway's back, as the account that the gateway has there.
    /// - Parameter path: below `/api/v2.0`.
    @discardableResult
    func askHarbor(_ method: String, _ path: String, _ json: String = "") -> StandInResponse {
        let user = registry.environment["BREAKWATER_HARBOR_USER"] ?? ""
        let password = registry.environment["BREAKWATER_HARBOR_PASSWORD"] ?? ""
        return registry.harbor.respond(
            to: StandInRequest(
                method: method, target: "/api/v2.0\(path)",
                fields: [
                    ("Authorization", Self.basic(user, password)), ("Content-Type", "application/json"),
                    ("Accept", "application/json"),
                ], body: Array(json.utf8)))
    }

    /// From now on Harbor lets nobody else make projects.
    func reserveProjects() -> Bool {
        askHarbor("PUT", "/configurations", #"{"project_creation_restriction":"adminonly"}"#).status == 200
    }

    /// Pushes an image: the one of the seed under another name.
    func push(_ repository: String, to project: String) -> Bool {
        askHarbor("POST", "/projects/\(project)/repositories/\(repository)/artifacts?from=library/team/web:v1").status
            == 201
    }

    /// The names that `GET /v1/repository/project` lists.
    func projects(as token: String, _ query: String = "pageSize=0") async throws -> [String] {
        try await ask("GET", "/v1/repository/project?\(query)", as: token).rows()
            .compactMap { $0["projectName"] as? String }
    }

    /// The number of a project that is listed.
    func number(of project: String, as token: String) async throws -> Int? {
        try await ask("GET", "/v1/repository/project?pageSize=0&projectName=\(project)", as: token).rows()
            .first { $0["projectName"] as? String == project }?["projectId"] as? Int
    }

    /// As if the gateway had ended after the registry had made these projects, and before it kept them.
    /// - Parameter age: seconds since it was asked to make them.
    func cutOffCreations(age: Int = 200) async throws {
        try await bed.execute([
            """
            INSERT INTO breakwater_project_intents (upstream, project_name, namespace, create_time, update_time)
            SELECT upstream, project_name, namespace, create_time - \(age), update_time - \(age)
            FROM breakwater_projects
            """,
            "DELETE FROM breakwater_projects",
        ])
    }

    /// From now on the store keeps no project, though it takes note of those that are about to be made.
    func refuseProjects() async throws {
        try await bed.execute([
            """
            CREATE TRIGGER no_projects BEFORE INSERT ON breakwater_projects
            BEGIN SELECT RAISE(ABORT, 'not now'); END
            """
        ])
    }

    func keepProjects() async throws {
        try await bed.execute(["DROP TRIGGER no_projects"])
    }
}
