import Domain
import HTTPWire
import Policy
import Routing
import Translation

extension ClientConnection {
    /// Hands the admitted request to what its route leads to.
    func start(_ permit: consuming Permit, _ route: RouteRuntime, _ arrived: ArrivedBody) {
        if route.gathersBody, !reader.head.framing.isEmpty, reader.head.fields.count(.contentEncoding) > 0 {
            // Nobody here undoes a coding, and compressed JSON is none.
            refuse(GatewayError(.mediaTypeUnsupported, message: "send the body without Content-Encoding"))
            return
        }
        switch route.destination {
        case .relay:
            handler = relay
            relay.start(permit: permit, route: route, arrived: arrived)
        case .local(let endpoint):
            let call = EndpointCall(client: self, endpoint: endpoint, request: localRequest(permit))
            handler = call
            call.start(arrived)
        case .redirect(let origin, let status):
            let location = origin + String(decoding: permit.upstreamTarget, as: UTF8.self)
            // A body that is still to come is not waited for: the connection ends behind the answer.
            let response = LocalResponse(
                status: status, contentType: "text/plain; charset=utf-8", fields: [("Location", location)],
                body: Array("\(location)\n".utf8))
            answer(Answer(response))
        case .answer(let response):
            answer(Answer(response))
        case .refusal(let error):
            refuse(error)
        case .folder(let folder):
            let call = StaticCall(
                client: self, folder: folder, path: permit.route.layout.restSegments(in: target),
                endsInSlash: target.endsInSlash)
            handler = call
            call.start(arrived)
        case .bufferedRelay:
            guard let caller = accountCaller(permit, route) else {
                refuse(GatewayError(.upstreamOff))
                return
            }
            let call = BufferedRelay(client: self, permit: permit, caller: caller)
            handler = call
            call.start(arrived)
        case .translate(let name):
            guard let caller = accountCaller(permit, route) else {
                refuse(GatewayError(.upstreamOff))
                return
            }
            let call = TranslationCall(
                client: self, name: name, caller: caller, identity: identityCaller(caller.upstream, route),
                administration: AccountCaller(
                    client: self, upstream: caller.upstream, name: Self.own(caller.upstream), common: []),
                parameters: permit.route.layout.values(in: target))
            handler = call
            call.start(arrived)
        }
    }

    /// Who asks the service that the permit leads to, in the name that it gives; `nil` when the service is switched off.
    private func accountCaller(_ permit: borrowing Permit, _ route: RouteRuntime) -> AccountCaller? {
        guard let place = permit.upstream, let upstream = route.upstreams[place] else { return nil }
        let edits = route.policy.headers.request.lines
        let name: AccountCaller.Name =
            switch permit.acting {
            case .none, .client: .fixed([])
            case .named(let place): .fixed(UpstreamRuntime.lines(of: route.ruleset.credentials[place].credentials))
            case .upstream: Self.own(upstream)
            case .namespace(let namespace): .account(.namespace(namespace))
            }
        return AccountCaller(client: self, upstream: upstream, name: name, common: edits)
    }

    /// The upstream's own account.
    private static func own(_ upstream: UpstreamRuntime) -> AccountCaller.Name {
        upstream.hasFixedCredential
            ? .fixed(UpstreamRuntime.lines(of: upstream.spec.credentials)) : .account(.upstream)
    }

    /// Who asks the IAM of an upstream about its users; `nil` for one without.
    private func identityCaller(_ upstream: UpstreamRuntime, _ route: RouteRuntime) -> AccountCaller? {
        guard let name = upstream.spec.identityService,
            let service = route.upstreams.lazy.compactMap({ $0 }).first(where: { $0.spec.name == name })
        else { return nil }
        return AccountCaller(
            client: self, upstream: service, name: .account(.upstream), common: [], credentialsOf: upstream.spec)
    }
}
