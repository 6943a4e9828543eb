/// The way back from an upstream's path to the client's, where it is a plain one.
extension TargetTemplate {
    /// What a route puts in the place of what: of `/cvat/{rest...}` to `/api/{rest}` it is `/cvat/` and `/api/`. All that
    /// stands below the one is below the other. Both begin and end with a slash.
    package struct Prefixes: Hashable, Sendable {
        package let client: [UInt8]
        /// The base path of the upstream's URL is part of it.
        package let upstream: [UInt8]

        package init(client: [UInt8], upstream: [UInt8]) {
            self.client = client
            self.upstream = upstream
        }
    }

    /// `nil` unless match and template are literals and then the same rest parameter, whose slashes stay.
    static func prefixes(_ pieces: [Piece], _ literals: [UInt8], _ pattern: RoutePattern) -> Prefixes? {
        guard pieces.count == 2, case .literal(let range) = pieces[0],
            case .value(slot: let slot, filter: let filter, keepsSlashes: true) = pieces[1], filter != .encode2,
            case .rest(let parameter)? = pattern.segments.last, parameter == slot, !pattern.endsInSlash
        else { return nil }
        var client = [Byte.slash]
        for segment in pattern.segments.dropLast() {
            guard case .literal(let bytes) = segment else { return nil }
            client += bytes
            client.append(Byte.slash)
        }
        return Prefixes(client: client, upstream: Array(literals[range]))
    }
}
