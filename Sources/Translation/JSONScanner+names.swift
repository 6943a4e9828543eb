/// The longest text that is taken for a name, in bytes. No check of the name: the registries' own rules are narrower,
/// and differ by their versions. What is longer is no name, and would be kept as often as an upstream likes to repeat it.
enum NameBound: Int {
    /// Of the OCI distribution specification.
    case tag = 128
    /// Of an organization and of an account as well.
    case project = 255
    /// With its project, or without.
    case repository = 512
    /// What `docker pull` takes: a host, a repository and a tag.
    case address = 1_024
}

extension JSONScanner {
    /// A string that may be a name.
    mutating func name(_ bound: NameBound) throws(JSONFault) -> String {
        let name = try string()
        guard name.utf8.count <= bound.rawValue else { throw fault }
        return name
    }
}
