/// What was probably meant by a name that is not known: the nearest of the known ones.
package enum Suggestion {
    /// The known name with the fewest edits (insert, delete, replace, swap of neighbours; letter case is free) from
    /// `word`, the first of equals; `nil` when even that one is further than a third of the word, at least one edit.
    package static func nearest(to word: String, among known: some Sequence<String>) -> String? {
        let letters = Array(word.lowercased())
        guard letters.count <= longestWord else { return nil }
        var best: (name: String, edits: Int)?
        for name in known where name.count <= longestWord {
            let edits = self.edits(from: letters, to: Array(name.lowercased()))
            if edits < best?.edits ?? Int.max { best = (name, edits) }
        }
        guard let best, best.edits <= max(1, letters.count / 3) else { return nil }
        return best.name
    }

    /// The work is quadratic in the length, and longer words in a message help nobody.
    private static let longestWord = 128

    /// Optimal string alignment distance, three rows at a time.
    private static func edits(from one: [Character], to other: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...other.count)
        for (row, letter) in one.enumerated() {
            var current = [row + 1]
            for (column, against) in other.enumerated() {
                var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (letter == against ? 0 : 1))
                if row > 0, column > 0, letter == other[column - 1], one[row - 1] == against {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[other.count]
    }
}
