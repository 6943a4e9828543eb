import Domain
import Proxy
import Telemetry

/// The audit log as the gateway's parts use it: one line for each event, never a secret.
struct AuditTrail: Sendable {
    let sink: LogSink

    func login(user: String, id: Int64?, request: LocalRequest, failure: GatewayError.Code?) {
        var record = AuditRecord(
            time: WallClock.milliseconds(), event: .login, outcome: failure == nil ? .success : .failure)
        record.requestID = request.requestID
        record.reason = failure?.rawValue
        record.user = user
        record.userID = id
        record.client = request.client
        write(record)
    }

    func note(_ event: AuditRecord.Event, subject: String? = nil) {
        var record = AuditRecord(time: WallClock.milliseconds(), event: event, outcome: .success)
        record.subject = subject
        write(record)
    }

    private func write(_ record: AuditRecord) {
        guard !sink.isOff else { return }
        var line = JSONLine()
        record.write(into: &line)
        sink.append(line)
    }
}
