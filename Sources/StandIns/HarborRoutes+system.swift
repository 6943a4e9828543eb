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
        var members: [String: JSONDocument] = [
            "auth_mode": "db_auth", "banner_message": "", "oidc_provider_name": "", "primary_auth_mode": false,
            "self_registration": false,
        ]
        if caller != nil {
            members["harbor_version"] = "v2.15.2-standin"
            members["has_ca_root"] = false
            members["notification_enable"] = true
            members["project_creation_restriction"] = "everyone"
            members["read_only"] = false
            members["registry_storage_provider_name"] = "filesystem"
        }
        return HarborPayload(json: .object(members))
    }

    /// An administrator sees totals; others see what is public and what is theirs, and 0 for the totals.
    func statistics() throws(HarborFault) -> HarborPayload {
        let caller = try requireAccount()
        let open = registry.projects.filter(\.isPublic)
        let closed = registry.projects.filter { project in
            !project.isPublic && (caller.isAdministrator || project.members[caller.id] != nil)
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

    func currentAccount() throws(HarborFault) -> HarborPayload {
        let caller = try requireAccount()
        var members: [String: JSONDocument] = [
            "admin_role_in_auth": false,
            "creation_time": .text(caller.created.text),
            "realname": .text(caller.realName),
            "sysadmin_flag": .bool(caller.isAdministrator),
            "update_time": .text(caller.created.text),
            "user_id": .number(caller.id),
            "username": .text(caller.name),
        ]
        // Empty texts are left out.
        if !caller.email.isEmpty { members["email"] = .text(caller.email) }
        if !caller.comment.isEmpty { members["comment"] = .text(caller.comment) }
        return HarborPayload(json: .object(members))
    }
}
