import Foundation
import GRDB
import NIOPosix

@testable import Gateway

extension Testbed {
    var stateDirectory: String { directory.appending(path: "state").path }

    /// Changes the database as another process would: the gateway learns nothing of it.
    func execute(_ statements: [String]) async throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: "\(stateDirectory)/breakwater.db", configuration: configuration)
        try await queue.write { database in
            for statement in statements { try database.execute(sql: statement) }
        }
    }

    /// What a command does after its change: tells the gateway, and waits until every event loop knows. Off the threads
    /// of the concurrency pool, since it blocks, and the gateway needs one of those to answer.
    func tell() async throws -> ControlSocket.Reply {
        let directory = stateDirectory
        return try await NIOThreadPool.singleton.runIfActive { ControlSocket.tell(directory) }
    }

    /// The keys as a command works on them. It has told nobody yet.
    func tokenKeys() throws -> TokenKeys {
        let settings = try Settings.load(file: nil, environment: [:], overrides: [.stateDirectory: stateDirectory])
        return try IdentityFiles(
            settings, externalURL: gateway.externalURL, store: gateway.identity.store, mayMakeKey: false
        ).keys
    }
}
