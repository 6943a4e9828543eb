extension SWRRoutes {
    func listRetentions(of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let (repository, _) = try repository(written, namespace, for: .read)
        return SWRPayload(document: .list(repository.retention.policies.map(Self.document)))
    }

    func readRetention(_ id: String, of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let (_, policy) = try retention(id, of: written, namespace, for: .read)
        return SWRPayload(document: Self.document(of: policy))
    }

    /// What went by the rules, the last first.
    func listRetentionRecords(of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let listing = try SWRListing(target, keys: [])
        let (repository, namespace) = try repository(written, namespace, for: .read)
        let page = try listing.page(of: repository.retention.records.reversed())
        let rows = page.rows.map { record -> JSONDocument in
            [
                "created_at": .text(record.created.text), "id": .number(record.id), "namespace": .text(namespace.name),
                "repo": .text(repository.name), "retention_id": .number(record.policyID),
                "rule_type": .text(String(decoding: record.rule.document.bytes.dropLast(), as: UTF8.self)),
                "tag": .text(record.tag),
            ]
        }
        return SWRPayload(
            fields: [page.range],
            document: ["retention_log": .list(rows), "total": .number(repository.retention.records.count)])
    }

    /// It is in force at once.
    mutating func createRetention(of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let rules = try SWRRetention.Rule.rules(SWRMembers(try members()))
        let (repository, _) = try repository(written, namespace, for: .manage)
        guard repository.retention.policies.count < SWRRetention.limit else { throw .tooMany("retention policies") }
        let policy = SWRRetention.Policy(id: registry.nextID(), rules: rules)
        registry.changeRepository(id: repository.id) { $0.retention.policies.append(policy) }
        enforce(policy, on: repository)
        return SWRPayload(status: 201, document: ["id": .number(policy.id)])
    }

    /// In force at once as well.
    mutating func changeRetention(_ id: String, of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload
    {
        let rules = try SWRRetention.Rule.rules(SWRMembers(try members()))
        let (repository, known) = try retention(id, of: written, namespace, for: .manage)
        let policy = SWRRetention.Policy(id: known.id, rules: rules)
        registry.changeRepository(id: repository.id) { repository in
            for position in repository.retention.policies.indices
            where repository.retention.policies[position].id == policy.id {
                repository.retention.policies[position] = policy
            }
        }
        enforce(policy, on: repository)
        return .done
    }

    /// What went stays gone.
    mutating func deleteRetention(_ id: String, of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload
    {
        let (repository, policy) = try retention(id, of: written, namespace, for: .manage)
        registry.changeRepository(id: repository.id) { repository in
            repository.retention.policies.removeAll { $0.id == policy.id }
        }
        return .accepted
    }

    /// A policy is looked for in its image alone, whatever others have that number.
    private func retention(
        _ id: String, of written: String, _ namespace: String, for level: SWRLevel
    ) throws(SWRFault) -> (SWRRepository, SWRRetention.Policy) {
        guard let id = SWRListing.number(id) else { throw .invalidID }
        let (repository, _) = try repository(written, namespace, for: level)
        guard let policy = repository.retention.policies.first(where: { $0.id == id }) else {
            throw .missing("retention policy")
        }
        return (repository, policy)
    }

    private mutating func enforce(_ policy: SWRRetention.Policy, on repository: SWRRepository) {
        var gone: Set<String> = []
        for rule in policy.rules {
            for tag in rule.expired(repository.tags, at: now) where gone.insert(tag.name).inserted {
                let record = SWRRetention.Record(
                    id: registry.nextID(), policyID: policy.id, rule: rule, tag: tag.name, created: now)
                registry.changeRepository(id: repository.id) { $0.retention.add(record) }
            }
        }
        guard !gone.isEmpty else { return }
        registry.changeRepository(id: repository.id) { [now, gone] repository in
            repository.tags.removeAll { gone.contains($0.name) }
            repository.updated = now
        }
    }

    private static func document(of policy: SWRRetention.Policy) -> JSONDocument {
        [
            "algorithm": "or", "id": .number(policy.id), "rules": .list(policy.rules.map(\.document)), "scope": "",
        ]
    }
}
