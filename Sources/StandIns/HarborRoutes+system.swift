extension HarborRoutes {
    func version() throws(HarborFault) -> HarborPayload {
        HarborPayload(text: "{\"version\":\"v2.0\"}\n", contentType: "text/plain; charset=utf-8")
    }

    func ping() throws(HarborFault) -> HarborPayload {
        HarborPayload(text: "Pong", contentType: "text/plain")
    }

    func health() throws(HarborFault) -> HarborPayload {
        let components = ["core", "database", "jobservice", "portal", "redis", "registry", "registryctl"]
        return HarborPayload(json: [
            "components": .list(components.map { ["name": .text($0), "status": "healthy"] }),
            "status": "healthy",
        ])
    }

    /// Nobody is told less than somebody: above all not the version.
    func systemInformation() throws(HarborFault) -> HarborPayload {
        let settings = registry.configuration
        var members: [String: JSONDocument] = [
            "auth_mode": settings["auth_mode"], "banner_message": settings["banner_message"],
            "oidc_provider_name": settings["oidc_name"], "primary_auth_mode": settings["primary_auth_mode"],
            "self_registration": settings["self_registration"],
        ]
        if caller != nil {
            members["harbor_version"] = "v2.15.2-standin"
            members["has_ca_root"] = false
            members["notification_enable"] = settings["notification_enable"]
            members["project_creation_restriction"] = settings["project_creation_restriction"]
            members["read_only"] = settings["read_only"]
            members["registry_storage_provider_name"] = "filesystem"
        }
        return HarborPayload(json: .object(members))
    }

    /// An administrator sees totals; others see what is public and what is theirs, and 0 for the totals.
    func statistics() throws(HarborFault) -> HarborPayload {
        let caller = try requireAccount()
        let open = registry.projects.filter(\.isPublic)
        let closed = registry.projects.filter { project in
            !project.isPublic && registry.isPermitted(.see, to: caller, in: project)
        }
        func count(_ projects: [HarborProject]) -> Int {
            projects.reduce(0) { $0 + registry.repositories(of: $1).count }
        }
        let isWhole = caller.isAdministrator
        return HarborPayload(json: [
            "private_project_count": .number(closed.count),
            "private_repo_count": .number(count(closed)),
            "public_project_count": .number(open.count),
            "public_repo_count": .number(count(open)),
            "total_project_count": .number(isWhole ? registry.projects.count : 0),
            "total_repo_count": .number(isWhole ? registry.repositories.count : 0),
            "total_storage_consumption": .number(isWhole ? registry.artifacts.reduce(0) { $0 + $1.size } : 0),
        ])
    }

    func configurationRoutes(_ request: StandInRequest) -> Routes {
        [
            "GET": .read { () throws(HarborFault) in
                try requireAdministrator()
                return HarborPayload(json: registry.configuration.document)
            },
            "PUT": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                let body = try HarborBody(request, "configurations")
                try requireAdministrator()
                try changed.configuration.change(body)
                return .empty
            },
        ]
    }
}
