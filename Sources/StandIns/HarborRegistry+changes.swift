extension HarborRegistry {
    /// A local user, without the checks that `POST /users` makes.
    /// - Returns: its id.
    @discardableResult
    package mutating func addAccount(_ login: Login, email: String, isAdministrator: Bool = false) -> Int {
        let id = nextNumber(.accounts)
        accounts.append(
            HarborAccount(
                id: id, name: login.name, password: login.password, email: email, realName: login.name,
                isAdministrator: isAdministrator, created: .now))
        return id
    }

    /// - Parameter login: its name begins with `robot$`.
    package mutating func addRobot(_ login: Login) {
        accounts.append(
            HarborAccount(
                id: nextNumber(.accounts), name: login.name, password: login.password, email: "",
                realName: login.name, isRobot: true, created: .now))
    }

    /// - Returns: the id of the new project, whose only member is its owner.
    @discardableResult
    package mutating func addProject(
        _ name: String, isPublic: Bool, owner: Int, created: HarborMoment = .now
    ) -> Int {
        addProject(nextNumber(.projects), name, isPublic: isPublic, owner: owner, created: created)
    }

    @discardableResult
    mutating func addProject(
        _ id: Int, _ name: String, isPublic: Bool, owner: Int, created: HarborMoment
    ) -> Int {
        projects.append(HarborProject(id: id, name: name, isPublic: isPublic, ownerID: owner, created: created))
        setRole(1, of: owner, in: id)
        return id
    }

    /// Makes an account a member of a project, or gives the member another role.
    /// - Parameter role: 1 project admin, 2 developer, 3 guest, 4 maintainer, 5 limited guest; `nil` for none.
    package mutating func setRole(_ role: Int?, of account: Int, in project: Int) {
        let position = members.firstIndex { $0.projectID == project && $0.entity == .user(account) }
        switch (position, role) {
        case (let position?, let role?): members[position].role = role
        case (let position?, nil): members.remove(at: position)
        case (nil, let role?): addMember(nextNumber(.members), .user(account), role: role, in: project)
        case (nil, nil): break
        }
    }

    mutating func addMember(_ id: Int, _ entity: HarborMember.Entity, role: Int, in project: Int) {
        members.append(HarborMember(id: id, projectID: project, entity: entity, role: role))
    }

    /// The projects that it owns stay, and keep its id.
    mutating func delete(_ account: HarborAccount) {
        var renamed = account
        renamed.name = "\(account.name)#\(account.id)"
        renamed.email = "\(account.email)#\(account.id)"
        accounts.removeAll { $0.id == account.id }
        deletedAccounts.append(renamed)
        members.removeAll { $0.entity == .user(account.id) }
    }

    mutating func delete(_ project: HarborProject) {
        var renamed = project
        renamed.name = "\(project.name)#\(project.id)"
        projects.removeAll { $0.id == project.id }
        deletedProjects.append(renamed)
        members.removeAll { $0.projectID == project.id }
        labels.removeAll { $0.projectID == project.id }
    }

    /// With all that is in it.
    mutating func delete(_ repository: HarborRepository) {
        artifacts.removeAll { $0.repositoryID == repository.id }
        repositories.removeAll { $0.id == repository.id }
    }

    /// With its tags; the repository stays, even with nothing left in it.
    mutating func delete(_ artifact: HarborArtifact) {
        artifacts.removeAll { $0.id == artifact.id }
    }

    /// The artifact stays, even with no tag left.
    mutating func delete(_ tag: HarborTag, of artifact: HarborArtifact) {
        for position in artifacts.indices where artifacts[position].id == artifact.id {
            artifacts[position].tags.removeAll { $0.id == tag.id }
        }
    }

    mutating func change(_ account: Int, _ body: (inout HarborAccount) -> Void) {
        for position in accounts.indices where accounts[position].id == account {
            body(&accounts[position])
            accounts[position].updated = .now
        }
    }

    mutating func change(_ project: HarborProject, _ body: (inout HarborProject) -> Void) {
        for position in projects.indices where projects[position].id == project.id {
            body(&projects[position])
            projects[position].updated = .now
        }
    }
}
