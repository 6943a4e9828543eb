import Testing

@testable import Proxy

@Suite("A bound on what many hold together")
struct MemoryBudgetTests {
    @Test("there is room up to the bound and none beyond it; what is given back is there again")
    func room() {
        let budget = MemoryBudget(most: 10)
        #expect(budget.take(4))
        #expect(budget.take(6))
        #expect(!budget.take(1))
        // Taken all the same, as its owner has it already.
        budget.giveBack(1)
        budget.giveBack(6)
        #expect(budget.take(6))
        #expect(!budget.take(100))
        budget.giveBack(100)
        budget.giveBack(10)
        #expect(budget.take(10))
    }

    @Test("nothing takes nothing, also when all is taken")
    func nothing() {
        let budget = MemoryBudget(most: 0)
        #expect(budget.take(0))
        #expect(!budget.take(1))
        #expect(!budget.take(0))
        budget.giveBack(1)
        #expect(budget.take(0))
    }
}
