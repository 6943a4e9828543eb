package import NIOCore

/// Something that must not wait for ever.
package protocol DeadlineHolder: AnyObject {
    /// The deadline has passed; it was disarmed before the call. On the event loop.
    func deadlinePassed(now: NIODeadline)
}

/// One deadline of one connection: arming it is one store. A timer of the event loop's own costs an allocation and a
/// heap insertion each time, several times a request; deadlines hardly ever fire, so they are looked at in one pass.
package final class LoopDeadline {
    /// When it passes; `.distantFuture` is disarmed.
    package var at = NIODeadline.distantFuture
    fileprivate unowned let holder: any DeadlineHolder
    fileprivate var place = 0

    fileprivate init(_ holder: any DeadlineHolder) {
        self.holder = holder
    }

    package func disarm() { at = .distantFuture }
}

/// All deadlines of one event loop, looked at four times a second: one comparison a connection and pass.
/// Confined to its event loop.
package final class LoopDeadlines {
    /// How late a deadline may be noticed.
    package static let resolution = TimeAmount.milliseconds(250)

    private var entries: [LoopDeadline] = []
    private var task: RepeatedTask?
    private var observeLag: ((Int64) -> Void)?
    private var passes = 0
    private var latest: Int64 = 0
    private var expected = NIODeadline.distantFuture
    /// When the last pass began: the time, to a quarter of a second, without asking the clock.
    package private(set) var lastPass = NIODeadline.now()

    package init() {}

    /// Starts the passes; on the event loop, once. `observeLag` is told once a second by how much, in nanoseconds, the
    /// latest of the second's passes was late.
    package func start(on loop: any EventLoop, observeLag: @escaping (Int64) -> Void) {
        self.observeLag = observeLag
        expected = .now() + Self.resolution
        let bound = NIOLoopBound(self, eventLoop: loop)
        task = loop.scheduleRepeatedTask(initialDelay: Self.resolution, delay: Self.resolution) { _ in
            // The task runs on the loop that the box was made on.
            bound.value.pass(now: .now())
        }
    }

    package func stop() {
        task?.cancel()
        task = nil
    }

    /// The holder must call `remove` before it goes away.
    package func add(_ holder: any DeadlineHolder) -> LoopDeadline {
        let entry = LoopDeadline(holder)
        entry.place = entries.count
        entries.append(entry)
        return entry
    }

    package func remove(_ entry: LoopDeadline) {
        guard entry.place < entries.count, entries[entry.place] === entry else { return }
        let last = entries.removeLast()
        if last !== entry {
            last.place = entry.place
            entries[entry.place] = last
        }
    }

    package func pass(now: NIODeadline) {
        latest = max(latest, (now - expected).nanoseconds)
        passes += 1
        if passes % 4 == 0 {
            observeLag?(latest)
            latest = 0
        }
        expected = now + Self.resolution
        lastPass = now
        // From the end: a holder that fires may remove itself, which moves only places already seen.
        var place = entries.count - 1
        while place >= 0 {
            if place < entries.count, entries[place].at <= now {
                let entry = entries[place]
                entry.disarm()
                entry.holder.deadlinePassed(now: now)
            }
            place -= 1
        }
    }
}
