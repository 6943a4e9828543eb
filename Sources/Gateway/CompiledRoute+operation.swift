import Domain
import Policy

/// Which operation of the API a route leads to.
extension CompiledRoute {
    /// What a client generator calls it. Unique, since routes' ids are: a route's first method has its id, others add
    /// their name.
    func operationIdentifier(_ method: RequestMethod) -> String {
        method == methods.first ? id : "\(id)-\(method.name.lowercased())"
    }

    /// `nil` for a route without a description.
    ///
    /// - Parameter known: by their names.
    func operation(of method: RequestMethod, among known: [String: Operation]) -> Operation? {
        let name: String
        let carrier: Operation.Carrier
        switch destination {
        case .local(let endpoint): (name, carrier) = (endpoint, .gateway)
        case .translate(let call, upstream: _): (name, carrier) = (call, .gateway)
        case .answer(let answer) where answer.isNotOffered:
            (name, carrier) = (operationIdentifier(method), .nobody)
        case .relay: (name, carrier) = (operationIdentifier(method), .upstream)
        case .answer, .redirect, .folder: return nil
        }
        // A policy may well have a route of that name that leads elsewhere.
        guard let operation = known[name], operation.carrier == carrier else { return nil }
        return operation
    }
}

extension FixedAnswer {
    /// Whether it says, in the words of the gateway's own errors, that there is no such thing here.
    fileprivate var isNotOffered: Bool {
        guard case .refusal(let code, message: _) = content else { return false }
        return code.status == 501
    }
}
