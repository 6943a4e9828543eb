import HTTPWire
import NIOCore
import Upstream

/// Long bodies whose bytes and framing stay as they are go from socket to socket.
extension Relay {
    var unsentBytes: Int { connection?.unsentBytes ?? 0 }

    var awaitsPeer: Bool {
        if awaitsClient || awaitsUpstream { return true }
        if state.response == .started, !client.isWritable { return true }
        guard state.request == .receiving, let connection else { return false }
        return !connection.isWritable
    }

    // MARK: To the upstream

    func bodySink() -> SpliceSink? {
        guard let connection, client.reader.head.framing != .chunked else { return nil }
        guard connection.waitingBytes == 0 else {
            awaitUpstream(connection)
            return nil
        }
        return connection.sink(client.loop.pipe)
    }

    func bodySpliced(_ count: Int, rest: ByteBuffer?) {
        // They are gone: the request cannot be sent again.
        state.bodySent()
        guard let connection, let rest else { return }
        awaitUpstream(connection, rest)
    }

    /// Reads no more from the client until the upstream has taken what waits.
    private func awaitUpstream(_ connection: UpstreamConnection, _ rest: ByteBuffer = ByteBuffer()) {
        awaitsUpstream = true
        client.pauseReading()
        connection.send(rest) { [weak self] in
            guard let self, awaitsUpstream, self.connection === connection else { return }
            awaitsUpstream = false
            extendDeadline()
            if state.request == .receiving { client.resumeReading() }
        }
        client.noteProgress()
    }

    // MARK: To the client

    func upstreamSink() -> SpliceSink? {
        guard delivery == .same, state.response == .started, pendingHead == nil, let connection else { return nil }
        guard client.waitingBytes == 0 else {
            awaitClient(connection)
            return nil
        }
        return client.sink
    }

    func upstreamSpliced(_ count: Int, rest: ByteBuffer?) {
        client.record.bytesOut += count
        if let route { client.extendDeadline(route.idle) }
        if let rest, let connection { awaitClient(connection, rest) }
    }

    /// Reads no more from the upstream until the client has taken what waits.
    private func awaitClient(_ connection: UpstreamConnection, _ rest: ByteBuffer = ByteBuffer()) {
        awaitsClient = true
        connection.pauseReading()
        client.send(rest) { [weak self] in
            guard let self, awaitsClient, self.connection === connection else { return }
            awaitsClient = false
            extendDeadline()
            connection.resumeReading()
        }
        client.noteProgress()
    }
}
