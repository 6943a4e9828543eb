import NIOCore
import Testing

@testable import Upstream

@Suite("Deadlines of a loop")
struct LoopDeadlinesTests {
    /// Notes when its deadline passed, and then does what a test says.
    private final class Holder: DeadlineHolder {
        private(set) var passed: [NIODeadline] = []
        var then: () -> Void = {}

        func deadlinePassed(now: NIODeadline) {
            passed.append(now)
            then()
        }
    }

    private func at(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(seconds) }

    @Test("a deadline passes once, at the first pass that is not before it")
    func once() {
        let deadlines = LoopDeadlines()
        let holder = Holder()
        let deadline = deadlines.add(holder)
        deadline.at = at(10)
        deadlines.pass(now: at(9))
        #expect(holder.passed.isEmpty)
        deadlines.pass(now: at(10))
        deadlines.pass(now: at(11))
        #expect(holder.passed == [at(10)])
        #expect(deadline.at == .distantFuture, "it was disarmed")
    }

    @Test("moving a deadline takes effect, disarming and removing it too")
    func moved() {
        let deadlines = LoopDeadlines()
        let holder = Holder()
        let deadline = deadlines.add(holder)
        deadline.at = at(10)
        deadline.at = at(20)
        deadlines.pass(now: at(15))
        #expect(holder.passed.isEmpty)
        deadline.disarm()
        deadlines.pass(now: at(25))
        #expect(holder.passed.isEmpty)
        deadline.at = at(30)
        deadlines.remove(deadline)
        deadlines.pass(now: at(35))
        #expect(holder.passed.isEmpty)
    }

    @Test("a holder may arm its deadline again from within")
    func rearmed() {
        let deadlines = LoopDeadlines()
        let holder = Holder()
        let deadline = deadlines.add(holder)
        let next = at(20)
        holder.then = { deadline.at = next }
        deadline.at = at(10)
        deadlines.pass(now: at(10))
        deadlines.pass(now: at(15))
        deadlines.pass(now: at(20))
        #expect(holder.passed == [at(10), at(20)])
        deadlines.remove(deadline)
    }

    @Test("holders that remove themselves, or each other, do not make others miss their turn", arguments: 0..<5)
    func removal(victim: Int) {
        let deadlines = LoopDeadlines()
        let holders = (0..<5).map { _ in Holder() }
        let entries = holders.map { deadlines.add($0) }
        for entry in entries { entry.at = at(10) }
        for (place, holder) in holders.enumerated() {
            holder.then = {
                deadlines.remove(entries[place])
                deadlines.remove(entries[victim])
            }
        }
        deadlines.pass(now: at(10))
        deadlines.pass(now: at(11))
        for (place, holder) in holders.enumerated() where place != victim { #expect(holder.passed.count == 1) }
        #expect(holders[victim].passed.count <= 1)
    }

    @Test("removing twice, or an entry of another loop, removes nothing else")
    func foreign() {
        let deadlines = LoopDeadlines()
        let other = LoopDeadlines()
        let holders = [Holder(), Holder()]
        let first = deadlines.add(holders[0])
        let second = deadlines.add(holders[1])
        let foreign = other.add(holders[0])
        deadlines.remove(first)
        deadlines.remove(first)
        deadlines.remove(foreign)
        second.at = at(1)
        deadlines.pass(now: at(1))
        #expect(holders[1].passed.count == 1)
    }

    @Test("an entry that is added within a pass waits for the next one")
    func added() {
        let deadlines = LoopDeadlines()
        let (first, late) = (Holder(), Holder())
        let soon = at(1)
        first.then = { deadlines.add(late).at = soon }
        deadlines.add(first).at = soon
        deadlines.pass(now: at(1))
        #expect(late.passed.isEmpty)
        deadlines.pass(now: at(2))
        #expect(late.passed == [at(2)])
    }
}
