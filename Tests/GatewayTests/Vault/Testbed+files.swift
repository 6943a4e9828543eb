import Foundation

extension Testbed {
    /// Names of the files below the test's folder, policies aside, with any of these texts in them.
    func filesContaining(_ texts: [String]) throws -> [String] {
        let needles = texts.map { Data($0.utf8) }
        let names = FileManager.default.enumerator(atPath: directory.path)?.compactMap { $0 as? String } ?? []
        return names.filter { name in
            guard !name.hasPrefix("policies"),
                let data = FileManager.default.contents(atPath: "\(directory.path)/\(name)")
            else { return false }
            return needles.contains { data.range(of: $0) != nil }
        }
    }
}
