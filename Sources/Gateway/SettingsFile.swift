import Configuration
import Domain
import Foundation
import Yams

/// The settings file, read once: its values for the lookup, and where each key stands for the findings.
///
/// The file is stricter than its library: a key that means nothing is an error, because a misspelt deadline that is
/// silently ignored is found in an outage.
struct SettingsFile {
    let path: String
    /// Line and column of each key's value, from 1.
    private(set) var positions: [String: String] = [:]
    /// `nil` for a file of nothing but comments.
    private(set) var snapshot: YAMLSnapshot?
    private(set) var findings: [StartupError] = []

    /// Far above any honest file; a device or a dump given by mistake is not read into memory.
    private static let largest = ByteCount.mib(1)

    init(path: String) {
        self.path = path
        guard let text = read() else { return }
        do {
            guard let root = try Yams.compose(yaml: text) else { return }
            guard let mapping = root.mapping else {
                add(at: root.mark, "is not a list of settings", remedy: "write key: value")
                return
            }
            walk(mapping, under: "")
            snapshot = try YAMLSnapshot(
                data: Array(text.utf8).span.bytes, providerName: path,
                parsingOptions: .init(
                    secretsSpecifier: .dynamic { key, _ in SettingsKey(rawValue: key)?.isSecret ?? true }))
        } catch let error as YamlError {
            add(error)
        } catch {
            findings.append(StartupError(path, "is not YAML that settings can be read from"))
        }
    }

    private mutating func read() -> String? {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            let reason = String(cString: strerror(errno))
            findings.append(
                StartupError(path, "cannot be read: \(reason)", remedy: "give the settings file by --config"))
            return nil
        }
        defer { try? handle.close() }
        let data: Data
        do {
            data = try handle.read(upToCount: Self.largest.bytes + 1) ?? Data()
        } catch {
            findings.append(StartupError(path, "cannot be read as a file"))
            return nil
        }
        guard data.count <= Self.largest.bytes else {
            findings.append(StartupError(path, "is larger than a settings file may be (\(Self.largest))"))
            return nil
        }
        guard let text = String(bytes: data, encoding: .utf8) else {
            findings.append(StartupError(path, "is not UTF-8"))
            return nil
        }
        return text
    }

    private mutating func walk(_ mapping: Node.Mapping, under prefix: String) {
        for (keyNode, value) in mapping {
            let key = prefix + (keyNode.string ?? "")
            let isSetting = SettingsKey(rawValue: key) != nil
            if isSetting, value.scalar != nil {
                positions[key] = place(value.mark ?? keyNode.mark)
            } else if isSetting {
                add(at: value.mark ?? keyNode.mark, "\(key) takes one value", remedy: "write \(key): value")
            } else if let inner = value.mapping, !inner.isEmpty {
                walk(inner, under: key + ".")
            } else if value.scalar?.string.isEmpty != true || !isGroup(key) {
                unknown(key, at: keyNode.mark)
            }
        }
    }

    private mutating func unknown(_ key: String, at mark: Mark?) {
        if isGroup(key) {
            let members = SettingsKey.allCases.map(\.rawValue).filter { $0.hasPrefix(key + ".") }
            add(at: mark, "\(key) is a group", remedy: "it holds \(members.joined(separator: ", "))")
        } else if let meant = Suggestion.nearest(to: key, among: SettingsKey.allCases.map(\.rawValue)) {
            add(at: mark, "\(key) is not a setting", remedy: "did you mean \(meant)?")
        } else {
            let all = SettingsKey.allCases.map(\.rawValue).joined(separator: ", ")
            add(at: mark, "\(key) is not a setting", remedy: "settings are \(all)")
        }
    }

    private func isGroup(_ key: String) -> Bool {
        SettingsKey.allCases.contains { $0.rawValue.hasPrefix(key + ".") }
    }

    private mutating func add(at mark: Mark?, _ problem: String, remedy: String) {
        findings.append(StartupError(place(mark), problem, remedy: remedy))
    }

    private mutating func add(_ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            add(at: mark, "is not valid YAML: \(problem)", remedy: "")
        case .duplicatedKeysInMapping(let keys, let context):
            add(at: context.mark, "has a key twice: \(keys.joined(separator: ", "))", remedy: "keep one")
        default:
            findings.append(StartupError(path, "is not valid YAML"))
        }
    }

    private func place(_ mark: Mark?) -> String {
        mark.map { "\(path):\($0.line):\($0.column)" } ?? path
    }
}
