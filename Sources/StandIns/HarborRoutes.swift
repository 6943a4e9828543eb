/// Harbor's API for one caller: finds the route of a request and answers it.
///
/// The order of checks is that of the real server: path (404), method (405), parameters (422), permission (401 for
/// nobody, 403 for somebody), existence (404). So who may not see a project cannot find out whether it exists.
struct HarborRoutes {
    private(set) var registry: HarborRegistry
    /// `nil` is anonymous.
    let caller: HarborAccount?

    enum Route {
        case read(() throws(HarborFault) -> HarborPayload)
        /// Works on a copy, which is kept only when nothing is thrown, as a transaction would be.
        case change((inout HarborRegistry) throws(HarborFault) -> HarborPayload)
    }

    init(registry: HarborRegistry, caller: HarborAccount?) {
        self.registry = registry
        self.caller = caller
    }

    mutating func payload(for request: StandInRequest) -> HarborPayload {
        guard let target = HarborTarget(request.target) else { return HarborPayload(front: 400, "400 Bad Request") }
        guard target.segments.first == "api" else { return HarborPayload(front: 404, "404 Not Found") }
        do throws(HarborFault) {
            let routes = try routes(request, target)
            guard let route = routes[request.method] else {
                throw HarborFault.methodNotAllowed(request.method, but: routes.keys.sorted())
            }
            guard Self.acceptsJSON(request.field("Accept")) else {
                throw HarborFault.validation(
                    "unsupported media type requested, only [application/json] are available")
            }
            switch route {
            case .read(let read):
                return try read()
            case .change(let change):
                // What is open in read-only mode is what ends it.
                if registry.configuration.isReadOnly, target.segments.last != "configurations" {
                    throw HarborFault.readOnly
                }
                return try carryOut(change)
            }
        } catch {
            return HarborPayload(error)
        }
    }

    private mutating func carryOut(
        _ change: (inout HarborRegistry) throws(HarborFault) -> HarborPayload
    ) throws(HarborFault) -> HarborPayload {
        var changed = registry
        do throws(HarborFault) {
            let payload = try change(&changed)
            registry = changed
            return payload
        } catch {
            registry.keepNumbers(of: changed)
            throw error
        }
    }

    private static func acceptsJSON(_ field: String?) -> Bool {
        guard let field, !field.isEmpty else { return true }
        return field.split(separator: ",").contains { range in
            let media = range.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
            return ["*/*", "application/*", "application/json"].contains(media)
        }
    }

    /// Whether the caller is somebody.
    func requireAccount() throws(HarborFault) -> HarborAccount {
        guard let caller else { throw .unauthorized }
        return caller
    }

    /// Whether the caller may do what only administrators of the whole registry do.
    func requireAdministrator() throws(HarborFault) {
        let caller = try requireAccount()
        guard caller.isAdministrator else { throw .forbidden(caller.name) }
    }

    /// The project, if there is one and the caller may see it.
    func visible(_ project: HarborProject?, _ name: String) throws(HarborFault) -> HarborProject {
        try permitted(project, name, to: .see)
    }

    /// The project, if there is one and the caller may do this in it.
    func permitted(
        _ project: HarborProject?, _ name: String, to action: HarborAction
    ) throws(HarborFault) -> HarborProject {
        if let project, registry.isPermitted(action, to: caller, in: project) { return project }
        throw hidden("project \(name)")
    }

    /// Why somebody gets nothing: only an administrator is told that there is none.
    private func hidden(_ what: String) -> HarborFault {
        guard let caller else { return .unauthorized }
        return caller.isAdministrator ? .notFound(what) : .forbidden
    }
}

/// How Harbor reads booleans: a few words are true, and everything else is false, never an error.
enum HarborFlag {
    static func isTrue(_ text: String?) -> Bool {
        ["true", "1", "yes", "ok", "y", "on", "t"].contains(text?.lowercased())
    }
}
