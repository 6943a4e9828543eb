import Domain
import Foundation
import Policy

/// Gives the files of a policy their one layout.
package enum PolicyLayout {
    /// - Parameter isCheck: leaves the files alone, and only says which are not laid out.
    package static func format(directory: String, isCheck: Bool) throws(PolicyDesk.Refusal) -> PolicyReport {
        struct Document: Encodable { let changed: [String] }
        try PolicyDesk.require(directory: directory)
        let source = PolicyLoader.read(directory: directory)
        guard source.findings.isEmpty else { throw .init(source.findings) }
        var texts: [(name: String, text: String)] = []
        var findings: [Finding] = []
        // All are read before one is written: a directory is formatted whole or not at all.
        for file in source.files {
            guard let old = String(validating: file.bytes, as: UTF8.self) else {
                findings.append(
                    Finding(file: file.name, line: 0, column: 0, message: "the file is not UTF-8", source: ""))
                continue
            }
            do throws(PolicyFindings) {
                let new = try PolicyFormatter.format(old, name: file.name)
                if new != old { texts.append((file.name, new)) }
            } catch {
                findings += error.findings
            }
        }
        guard findings.isEmpty else { throw .init(findings) }
        if !isCheck {
            // What cannot be kept is found out before the first file changes.
            var staged: [StagedFile] = []
            defer { for file in staged { file.discard() } }
            for (name, text) in texts { staged.append(try StagedFile(text, for: name)) }
            for file in staged { try file.commit() }
        }
        let changed = texts.map(\.name)
        let summary =
            changed.isEmpty
            ? "\(source.files.count) files are as they should be"
            : "\(changed.count) of \(source.files.count) files \(isCheck ? "would change" : "changed")"
        return PolicyReport(changed + [summary], Document(changed: changed), isNoteworthy: isCheck && !changed.isEmpty)
    }
}

/// A new content of a file, written beside it with its owner, group and mode; a link stays one.
private struct StagedFile {
    private let name: String
    private let path: String
    private let draft: String

    init(_ text: String, for name: String) throws(PolicyDesk.Refusal) {
        let url = URL(filePath: name).resolvingSymlinksInPath()
        self.name = name
        path = url.path
        // Neither a reload nor a look at the directory takes such a name for a policy.
        draft = url.deletingLastPathComponent().path + "/.\(url.lastPathComponent).\(UUID().uuidString)"
        var old = stat()
        guard stat(path, &old) == 0 else { throw Self.refusal(name, "cannot be read") }
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Self.refusal(name, "cannot be written") }
        let problem = Self.problem(file, text, old)
        close(file)
        guard let problem else { return }
        discard()
        throw Self.refusal(name, problem)
    }

    /// In one step.
    func commit() throws(PolicyDesk.Refusal) {
        guard rename(draft, path) == 0 else { throw Self.refusal(name, "cannot be written") }
    }

    /// Of one that was put in place nothing is left to remove.
    func discard() { unlink(draft) }

    /// The owner comes first: a change of it takes bits of the mode away.
    private static func problem(_ file: Int32, _ text: String, _ old: stat) -> String? {
        var new = stat()
        guard fstat(file, &new) == 0 else { return "cannot be written" }
        if new.st_uid != old.st_uid || new.st_gid != old.st_gid, fchown(file, old.st_uid, old.st_gid) != 0 {
            return "is somebody else's, and would not stay so: nothing is written"
        }
        guard fchmod(file, old.st_mode & 0o7777) == 0 else { return "cannot keep its mode: nothing is written" }
        do {
            try FileHandle(fileDescriptor: file, closeOnDealloc: false).write(contentsOf: Data(text.utf8))
        } catch {
            return "cannot be written"
        }
        return fsync(file) == 0 ? nil : "cannot be written"
    }

    private static func refusal(_ name: String, _ problem: String) -> PolicyDesk.Refusal {
        .init(usage: "\(name) \(problem)")
    }
}
