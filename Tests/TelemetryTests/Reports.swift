import Logging
import Synchronization

/// Counts what is logged.
final class Reports: LogHandler {
    private let reported = Mutex(0)

    var count: Int { reported.withLock { $0 } }

    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        reported.withLock { $0 += 1 }
    }
}
