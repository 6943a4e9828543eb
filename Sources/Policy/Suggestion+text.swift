import Domain

extension Suggestion {
    /// Text to append to a message; empty when no known word is near.
    static func text(for word: String, among known: some Collection<String>) -> String {
        // Sorted, because of two equally near words a set would give either.
        nearest(to: word, among: known.sorted()).map { ": did you mean \"\($0)\"?" } ?? ""
    }
}
