import Domain
import NIOCore
import Policy
import Routing
import Translation

extension ClientConnection {
    /// Hands the admitted request to what its route leads to.
    func start(_ permit: consuming Permit, _ route: RouteRuntime, _ arrived: ArrivedBody) {
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
        case .folder(let folder):
            let call = StaticCall(
                client: self, folder: folder, path: permit.route.layout.restSegments(in: target),
                endsInSlash: target.endsInSlash)
            handler = call
            call.start(arrived)
        case .translate(let name):
            guard let upstream = route.upstream else {
                refuse(GatewayError(.upstreamOff))
                return
            }
            let call = TranslationCall(client: self, name: name, upstream: upstream)
            handler = call
            call.start(arrived)
        }
    }
}
