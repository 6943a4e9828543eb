package import Routing

extension CompiledRoute {
    /// What the route puts in the place of what in a path, where that is all it changes about one.
    package var prefixes: TargetTemplate.Prefixes? { template?.prefixes }
}
