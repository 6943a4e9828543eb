import Foundation

/// What tells one state of a file from another without reading it.
struct FileStamp: Equatable, Sendable {
    private let modified: [Int]
    private let changed: [Int]
    private let size: Int64
    private let number: UInt64

    /// Of every file that may be a policy, by its path. Links are followed: a directory that is swapped as a whole, as
    /// Kubernetes does with a ConfigMap, shows as changed files.
    static func all(in directory: String) -> [String: FileStamp] {
        var stamps: [String: FileStamp] = [:]
        for folder in [directory, directory + "/routes", directory + "/tests"] {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            where name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
                let path = "\(folder)/\(name)"
                var facts = stat()
                guard stat(path, &facts) == 0 else { continue }
                stamps[path] = FileStamp(
                    modified: [facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec],
                    changed: [facts.st_ctim.tv_sec, facts.st_ctim.tv_nsec], size: Int64(facts.st_size),
                    number: UInt64(facts.st_ino))
            }
        }
        return stamps
    }
}
