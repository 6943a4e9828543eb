extension SWRRoutes {
    func listTriggers(of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let (repository, _) = try repository(written, namespace, for: .read)
        return SWRPayload(document: .list(repository.triggers.map(\.document)))
    }

    func readTrigger(_ name: String, of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let (repository, position) = try trigger(name, of: written, namespace, for: .read)
        return SWRPayload(document: repository.triggers[position].document)
    }

    mutating func createTrigger(of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let trigger = try SWRTrigger(SWRMembers(try members()), creator: caller, now: now)
        let (repository, _) = try repository(written, namespace, for: .manage)
        guard !repository.triggers.contains(where: { $0.name == trigger.name }) else { throw .exists("trigger") }
        guard repository.triggers.count < SWRTrigger.limit else { throw .tooMany("triggers") }
        registry.changeRepository(id: repository.id) { $0.triggers.append(trigger) }
        return .done
    }

    /// Switches it on or off; nothing else of it can be changed.
    mutating func changeTrigger(_ name: String, of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload
    {
        let isEnabled = try SWRTrigger.isEnabled(SWRMembers(try members()))
        let (repository, position) = try trigger(name, of: written, namespace, for: .manage)
        registry.changeRepository(id: repository.id) { $0.triggers[position].isEnabled = isEnabled }
        return .done
    }

    mutating func deleteTrigger(_ name: String, of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload
    {
        let (repository, position) = try trigger(name, of: written, namespace, for: .manage)
        registry.changeRepository(id: repository.id) { repository in
            _ = repository.triggers.remove(at: position)
        }
        return .deleted
    }

    private func trigger(
        _ name: String, of written: String, _ namespace: String, for level: SWRLevel
    ) throws(SWRFault) -> (SWRRepository, Int) {
        let (repository, _) = try repository(written, namespace, for: level)
        guard let position = repository.triggers.firstIndex(where: { $0.name == name }) else {
            throw .missing("trigger")
        }
        return (repository, position)
    }
}
