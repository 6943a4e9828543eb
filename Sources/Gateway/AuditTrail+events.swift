import Domain
import Telemetry

extension AuditTrail {
    /// What happened without a request of an endpoint's: between the gateway and an upstream, or at a login that came
    /// with a request for something else.
    func note(
        _ event: AuditRecord.Event, failure: GatewayError.Code?, by actor: String? = nil, id: Int64? = nil,
        target: String? = nil, detail: String? = nil, address: String? = nil
    ) {
        guard !sink.isOff else { return }
        var record = AuditRecord(
            time: WallClock.milliseconds(), event: event, outcome: failure == nil ? .success : .failure)
        record.reason = failure?.rawValue
        record.actor = actor
        record.actorID = id
        record.target = target
        record.detail = detail
        record.address = address
        var line = JSONLine()
        record.write(into: &line)
        sink.append(line)
    }
}
