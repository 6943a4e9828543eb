/// Other accounts that may pull an image.
extension SWRRoutes {
    func listShares(of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let (repository, namespace) = try repository(written, namespace, for: .read)
        return SWRPayload(document: .list(repository.shares.map { .object(members(of: $0, repository, namespace)) }))
    }

    /// An account that the image is not shared with is no fault: the answer says so.
    func readShare(_ domain: String, of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let (repository, namespace) = try repository(written, namespace, for: .read)
        guard let share = repository.shares.first(where: { $0.domain == domain }) else {
            return SWRPayload(document: ["exist": false])
        }
        var document = members(of: share, repository, namespace)
        document["exist"] = true
        return SWRPayload(document: .object(document))
    }

    mutating func createShare(of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let members = SWRMembers(try members())
        let domain = try members.text("access_domain")
        guard Self.isDomain(domain), domain != registry.domain.name else { throw .invalidDomain }
        let terms = try SWRShare.Terms(members)
        let (repository, _) = try repository(written, namespace, for: .manage)
        guard !repository.shares.contains(where: { $0.domain == domain }) else { throw .imageGrantExists }
        guard repository.shares.count < SWRShare.limit else { throw .tooMany("shares") }
        let share = SWRShare(
            domain: domain, terms: terms, creatorID: caller.id, creatorName: caller.name, created: now, updated: now)
        registry.changeRepository(id: repository.id) { $0.shares.append(share) }
        return .done
    }

    mutating func changeShare(_ domain: String, of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload
    {
        let terms = try SWRShare.Terms(SWRMembers(try members()))
        let (repository, _) = try repository(written, namespace, for: .manage)
        guard let position = repository.shares.firstIndex(where: { $0.domain == domain }) else {
            throw .imageGrantMissing
        }
        registry.changeRepository(id: repository.id) { [now] repository in
            repository.shares[position].terms = terms
            repository.shares[position].updated = now
        }
        return .done
    }

    mutating func deleteShare(_ domain: String, of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload
    {
        let (repository, _) = try repository(written, namespace, for: .manage)
        guard repository.shares.contains(where: { $0.domain == domain }) else { throw .imageGrantMissing }
        registry.changeRepository(id: repository.id) { repository in
            repository.shares.removeAll { $0.domain == domain }
        }
        return .deleted
    }

    /// As Huawei names accounts: letters, digits, `-` and `_`.
    private static func isDomain(_ name: String) -> Bool {
        name.utf8.count <= 64
            && name.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                    || scalar == "-" || scalar == "_"
            }
    }

    private func members(
        of share: SWRShare, _ repository: SWRRepository, _ namespace: SWRNamespace
    ) -> [String: JSONDocument] {
        [
            "access_domain": .text(share.domain), "created": .text(share.created.text),
            "creator_id": .text(share.creatorID), "creator_name": .text(share.creatorName),
            "deadline": .text(share.terms.deadline), "description": .text(share.terms.description),
            "namespace": .text(namespace.name), "permit": "read", "repository": .text(repository.name),
            "status": .bool(share.terms.isValid(at: now)), "updated": .text(share.updated.text),
        ]
    }
}
