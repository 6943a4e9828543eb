/// What a translation to Huawei SWR has to know beyond the request.
package struct SWRContext: Sendable {
    /// The most rows that one answer holds and that one search looks through; 1 or more.
    package let ceiling: Int
    /// The organizations that were made through this gateway: those of the caller's namespace, or all of them where
    /// `seesAll`.
    package let projects: [KeptProject]
    /// Whether the caller sees organizations of every namespace, and those that the gateway did not make.
    package let seesAll: Bool

    package init(ceiling: Int = 10_000, projects: [KeptProject], seesAll: Bool) {
        self.ceiling = max(1, ceiling)
        self.projects = projects
        self.seesAll = seesAll
    }
}
