/// What is wrong with a route pattern or a target template, and where in its text.
package struct PatternFault: Error, Hashable, Sendable {
    /// In Unicode scalars from the start of the text, as an editor counts columns.
    package let offset: Int
    package let problem: String

    package init(at offset: Int, _ problem: String) {
        self.offset = offset
        self.problem = problem
    }
}
