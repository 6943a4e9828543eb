import Domain
import Foundation

/// Where the gateway keeps keys, database and logs: for its own user alone.
enum StateDirectory {
    static func make(_ path: String) throws(StartupError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StartupError(
                "stateDirectory", "\(path) cannot be made: \(error.localizedDescription)",
                remedy: "choose a directory that this user may write")
        }
    }
}
