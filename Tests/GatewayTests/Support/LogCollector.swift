import Logging
import Synchronization

/// Keeps what the gateway says of itself.
final class LogCollector: Sendable {
    private let kept = Mutex<[String]>([])

    /// `level message code` of each line; `-` for a line without a code.
    var lines: [String] { kept.withLock { $0 } }

    var logger: Logger { Logger(label: "test", factory: { _ in Handler(collector: self) }) }

    private struct Handler: LogHandler {
        let collector: LogCollector
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let code = event.metadata?["code"].map { "\($0)" } ?? "-"
            collector.kept.withLock { $0.append("\(event.level) \(event.message) \(code)") }
        }
    }
}
