import Domain
import Foundation
import Policy

/// Gives the files of a policy their one layout.
package enum PolicyLayout {
    /// - Parameter isCheck: leaves the files alone, and only says which are not laid out.
    package static func format(directory: String, isCheck: Bool) throws(PolicyDesk.Refusal) -> PolicyReport {
        struct Document: Encodable { let changed: [String] }
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
            for (name, text) in texts { try write(text, to: name) }
        }
        let changed = texts.map(\.name)
        let summary =
            changed.isEmpty
            ? "\(source.files.count) files are as they should be"
            : "\(changed.count) of \(source.files.count) files \(isCheck ? "would change" : "changed")"
        return PolicyReport(changed + [summary], Document(changed: changed), isNoteworthy: isCheck && !changed.isEmpty)
    }

    /// In one step, with the file's own mode; a link stays one.
    private static func write(_ text: String, to name: String) throws(PolicyDesk.Refusal) {
        let path = URL(filePath: name).resolvingSymlinksInPath().path
        let mode = try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
            if let mode { try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path) }
        } catch {
            throw .init(usage: "\(name) cannot be written")
        }
    }
}
