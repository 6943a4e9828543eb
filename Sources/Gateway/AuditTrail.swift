import Domain
import Proxy
import Telemetry

/// The audit log as the gateway's parts use it: one line for each event, never a secret.
struct AuditTrail: Sendable {
    let sink: LogSink
    /// Stands for the actor where no request does: `nil` for the process itself, `cli:<user>` for a command.
    var operatorName: String?

    /// What somebody did over HTTP. `actor`: the name that was given at a login; otherwise the principal's.
    func note(
        _ event: AuditRecord.Event, by actor: String? = nil, id: Int64? = nil, target: String? = nil,
        detail: String? = nil, request: LocalRequest, failure: GatewayError? = nil
    ) {
        var record = AuditRecord(
            time: WallClock.milliseconds(), event: event, outcome: failure == nil ? .success : .failure)
        record.requestID = request.requestID
        record.reason = failure?.code.rawValue
        record.actor = actor ?? request.principal?.name
        record.actorID = id ?? request.principal?.userID
        record.target = target
        record.detail = detail
        record.address = request.client
        write(record)
    }

    /// What the process, or the command, did.
    func note(
        _ event: AuditRecord.Event, outcome: AuditRecord.Outcome = .success, target: String? = nil,
        detail: String? = nil
    ) {
        var record = AuditRecord(time: WallClock.milliseconds(), event: event, outcome: outcome)
        record.actor = operatorName
        record.target = target
        record.detail = detail
        write(record)
    }

    private func write(_ record: AuditRecord) {
        guard !sink.isOff else { return }
        var line = JSONLine()
        record.write(into: &line)
        sink.append(line)
    }
}
