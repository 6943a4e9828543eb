/// What a translation has to know beyond the request, by the kind of service that it speaks to.
package enum RegistryContext: Sendable {
    case harbor(HarborContext)
    case swr(SWRContext)
    case cvat(CVATContext)
}

/// A project (an organization, in SWR's words) as the gateway's own store knows it.
package struct KeptProject: Sendable, Equatable {
    package let name: String
    /// The registry's; 0 where projects are known by their names alone.
    package let number: Int64
    /// The business namespace that it was made for.
    package let namespace: String
    package let isPublic: Bool
    /// Unix seconds.
    package let createdAt: Int64
    /// When it was last made, for all that is known. Noting that it is missing leaves it as it is.
    package let updatedAt: Int64
    /// Since when the registry has not shown it. 0: it was seen when it was last looked for.
    package var missingSince: Int64

    package init(
        name: String, number: Int64 = 0, namespace: String, isPublic: Bool, createdAt: Int64, updatedAt: Int64,
        missingSince: Int64 = 0
    ) {
        self.name = name
        self.number = number
        self.namespace = namespace
        self.isPublic = isPublic
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.missingSince = missingSince
    }
}

/// What a translation wants kept of a project. Where it names no namespace, the caller's is meant.
package enum ProjectChange: Sendable, Equatable {
    /// It is made, and has no number.
    case add(name: String, isPublic: Bool)
    /// It was deleted, and has no number. Forgotten as long as it is kept as it was seen here: of the same namespace,
    /// and not made anew since. The answer to a deletion may come late.
    case remove(KeptProject)
    /// The registry showed it a moment ago and says in its own words, asked to delete it, that it has none of this
    /// name. Forgotten as with `remove`, but for where the namespace's user may have his permission.
    case vanish(KeptProject)
    /// The registry says in its own words that it has no such project, and nobody asked for that: it may be another
    /// registry that answers for a while. Forgotten, as it was seen here, when it has been missing for a day.
    case miss(KeptProject)
    /// Missed before, and there after all.
    case see([KeptProject])
    /// Changes nothing. Refused with `.targetRefused` when it is not kept as it was seen here any more.
    case affirm(KeptProject)
    /// It is made by the upstream's own account, which owns it at the registry. By its number, which is never given
    /// again.
    case grant(number: Int64, name: String, isPublic: Bool)
    /// The project of this number is gone.
    case withdraw(number: Int64)
    /// It is about to be made. Refused with `.conflict` while another call may be at it, and where too many are noted
    /// of which nobody knows what became.
    case intend(name: String)
    /// The registry has something of this name. Refused with `.conflict` unless an earlier call for the namespace that
    /// has ended may have made it, without anybody's having learned of it.
    ///
    /// `madeAt`: Unix seconds, where the registry tells.
    case reclaim(name: String, number: Int64?, madeAt: Int64?)
    /// It was not made after all.
    case forgo(name: String)
}
