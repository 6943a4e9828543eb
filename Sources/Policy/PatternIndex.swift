import Routing

/// Finds the patterns that may lie around another one by what they have at each place, so that not each is compared with
/// each: of thousands of routes most differ in a literal.
struct PatternIndex {
    private struct Node {
        var literals: [String: Int] = [:]
        var one: Int?
        /// Patterns that end here.
        var ends: [Int] = []
        /// Patterns that take all that follows, whatever they have behind it.
        var rests: [Int] = []
    }

    private var nodes = [Node()]

    mutating func insert(_ places: [PatternPlace], _ number: Int) {
        var node = 0
        for place in places {
            switch place {
            case .literal(let text):
                let next = nodes[node].literals[text] ?? grow()
                nodes[node].literals[text] = next
                node = next
            case .one:
                let next = nodes[node].one ?? grow()
                nodes[node].one = next
                node = next
            case .rest:
                nodes[node].rests.append(number)
                return
            }
        }
        nodes[node].ends.append(number)
    }

    /// The numbers of those that take whatever stands at these places, as far as literals and parameters go: what they have
    /// behind a `{rest...}`, how they end and their types are another question. In ascending order.
    func around(_ places: [PatternPlace]) -> [Int] {
        var found: [Int] = []
        var level = [0]
        for place in places {
            var next: [Int] = []
            for node in level {
                found += nodes[node].rests
                if case .literal(let text) = place, let child = nodes[node].literals[text] { next.append(child) }
                if let child = nodes[node].one { next.append(child) }
            }
            // One segment is not what many are.
            if place == .rest { return found.sorted() }
            level = next
        }
        for node in level { found += nodes[node].ends }
        return found.sorted()
    }

    private mutating func grow() -> Int {
        nodes.append(Node())
        return nodes.count - 1
    }
}
