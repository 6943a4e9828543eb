import Domain

/// The way from a path to a file. Waits for the disk: not on an event loop.
extension StaticFolder {
    enum Place: Sendable {
        case file(StaticEntry, StaticRepresentation)
        /// A folder, asked for without the slash at its end.
        case folder
        case nothing
    }

    /// Goes down the path one name at a time, each opened inside the folder before it and never through a link: nothing
    /// outside can be reached, whatever is moved or linked meanwhile.
    ///
    /// - Parameters:
    ///   - path: decoded segments; empty: the folder itself.
    ///   - codings: those that the client takes, best first.
    ///   - takesPages: whether the fallback may be given.
    /// - Throws: `internal` when the folder cannot be opened or a file not be read, `overloaded` when descriptors run
    ///   out.
    func find(
        _ path: [String], endsInSlash: Bool, codings: [ContentCoding], takesPages: Bool
    ) throws(GatewayError) -> Place {
        guard path.allSatisfy(Self.serves) else { return .nothing }
        let root = try StaticEntry.folder(directory)
        let place = try look(path, in: root, showsFolder: endsInSlash || path.isEmpty, codings, use: .file)
        // A name with a dot is a file's: whoever asks for a script must not be given a page.
        guard case .nothing = place, takesPages, let fallback, path.last?.utf8.contains(UInt8(ascii: ".")) != true
        else {
            return place
        }
        let page = try look(fallback, in: root, showsFolder: false, codings, use: .fallback)
        if case .folder = page { return .nothing }
        return page
    }

    private func look(
        _ path: [String], in root: StaticEntry, showsFolder: Bool, _ codings: [ContentCoding],
        use: StaticRepresentation.Use
    ) throws(GatewayError) -> Place {
        var folder = root
        for name in showsFolder ? path[...] : path.dropLast() {
            guard let next = try folder.open(name, asFolder: true) else { return .nothing }
            folder = next
        }
        let name = showsFolder ? index : path.last ?? index
        guard let entry = try folder.open(name, asFolder: false) else { return .nothing }
        switch entry.kind {
        case .file:
            let isIndex = use == .file && (showsFolder || name == index)
            return compressed(entry, name, in: folder, codings, use: isIndex ? .index : use)
        case .folder:
            return showsFolder ? .nothing : .folder
        case .other:
            return .nothing
        }
    }

    /// The file, or what lies compressed beside it in a coding that the client takes.
    private func compressed(
        _ file: StaticEntry, _ name: String, in folder: StaticEntry, _ codings: [ContentCoding],
        use: StaticRepresentation.Use
    ) -> Place {
        let type = MediaType(fileName: name)
        for coding in codings where type.isCompressible {
            // One that cannot be read is as good as none, and one that is older than the file is not made of it.
            guard let packed = try? folder.open(name + coding.suffix, asFolder: false), packed.kind == .file,
                packed.version.modified.second >= file.version.modified.second
            else { continue }
            return .file(
                packed, StaticRepresentation(version: packed.version, type: type, coding: coding, use: use))
        }
        return .file(file, StaticRepresentation(version: file.version, type: type, coding: nil, use: use))
    }
}
