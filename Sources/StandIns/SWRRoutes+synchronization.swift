import Domain

extension SWRRoutes {
    /// To where it is copied on every push.
    func listSynchronizations(of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let (repository, namespace) = try repository(written, namespace, for: .read)
        let rows = repository.synchronization.standing.map { standing in
            JSONDocument.object(
                members(of: standing.target, standing.id, standing.overrides, repository, namespace).merging([
                    "createdAt": .text(standing.created.text), "syncAuto": .bool(standing.isAutomatic),
                    "updatedAt": .text(standing.updated.text),
                ]) { _, own in own })
        }
        return SWRPayload(document: .list(rows))
    }

    /// One for a target that there is replaces it: the reference knows no conflict here.
    mutating func createSynchronization(of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let members = SWRMembers(try members())
        let target = try SWRSynchronization.Target(members, from: registry)
        let isAutomatic = try members.flag("syncAuto")
        let overrides = try members.flag("override")
        let (repository, _) = try repository(written, namespace, for: .manage)
        let known = repository.synchronization.standing.first { $0.target == target }
        guard known != nil || repository.synchronization.standing.count < SWRSynchronization.limit else {
            throw .tooMany("synchronizations")
        }
        let standing = SWRSynchronization.Standing(
            id: known?.id ?? registry.nextID(), target: target, isAutomatic: isAutomatic, overrides: overrides,
            created: known?.created ?? now, updated: now)
        registry.changeRepository(id: repository.id) { repository in
            repository.synchronization.standing.removeAll { $0.target == target }
            repository.synchronization.standing.append(standing)
        }
        return .accepted
    }

    /// Its target stands in the body.
    mutating func deleteSynchronization(of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let target = try SWRSynchronization.Target(SWRMembers(try members()), from: registry)
        let (repository, _) = try repository(written, namespace, for: .manage)
        guard repository.synchronization.standing.contains(where: { $0.target == target }) else {
            throw .missing("synchronization")
        }
        registry.changeRepository(id: repository.id) { repository in
            repository.synchronization.standing.removeAll { $0.target == target }
        }
        return .accepted
    }

    /// Now, and once. The answer has the tags that could not be asked for; here all can.
    mutating func synchronize(_ written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let members = SWRMembers(try members())
        let target = try SWRSynchronization.Target(members, from: registry)
        let overrides = try members.flag("override")
        var tags: [String] = []
        for element in try members.elements("imageTag", atMost: SWRSynchronization.limit) {
            guard case .string(let tag) = element, SWRName.isTag(tag) else { throw .invalidTag }
            tags.append(tag)
        }
        guard !tags.isEmpty else { throw .mandatory("imageTag") }
        let (repository, _) = try repository(written, namespace, for: .manage)
        for tag in tags {
            guard repository.tags.contains(where: { $0.name == tag }) else { throw .tagMissing }
            let job = SWRSynchronization.Job(
                id: registry.nextID(), target: target, tag: tag, overrides: overrides, operatorID: caller.id,
                operatorName: caller.name, created: now)
            registry.changeRepository(id: repository.id) { $0.synchronization.add(job) }
        }
        return SWRPayload(document: [])
    }

    /// The last first, unless something else is asked for. All is said by the filter, paging included, which has to be.
    func listSynchronizationJobs(of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let listing = try SWRListing(target, keys: ["order"])
        guard listing.isFuzzy, listing.value("limit") != nil else { throw .invalidFilter }
        let (repository, namespace) = try repository(written, namespace, for: .read)
        var jobs = repository.synchronization.jobs
        switch listing.value("order") {
        case nil, "desc"?: jobs.reverse()
        case "asc"?: break
        default: throw .invalidFilter
        }
        let page = try listing.page(of: jobs)
        let rows = page.rows.map { job in
            JSONDocument.object(
                members(of: job.target, job.id, job.overrides, repository, namespace).merging([
                    "createdAt": .text(job.created.text), "status": .text(job.status(at: now)),
                    "syncOperatorId": .text(job.operatorID), "syncOperatorName": .text(job.operatorName),
                    "tag": .text(job.tag), "updatedAt": .text(job.updated(at: now).text),
                ]) { _, own in own })
        }
        return SWRPayload(fields: [page.range], document: .list(rows))
    }

    /// What both have. Unlike the rest of SWR's API, these members are in camel case.
    private func members(
        of target: SWRSynchronization.Target, _ id: Int, _ overrides: Bool, _ repository: SWRRepository,
        _ namespace: SWRNamespace
    ) -> [String: JSONDocument] {
        [
            "domainID": .text(registry.domain.id), "domainName": .text(registry.domain.name), "id": .number(id),
            "namespace": .text(namespace.name), "override": .bool(overrides),
            "remoteNamespace": .text(target.namespace), "remoteRegionId": .text(target.region),
            "repoName": .text(repository.name),
        ]
    }
}
