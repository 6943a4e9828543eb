import Foundation

/// The end without a farewell: for an operator who does not want to wait for the drain.
enum ProcessEnd {
    /// 128 and the number of SIGINT, as shells report a process that a signal ended.
    static func now() -> Never {
        _exit(130)
    }
}
