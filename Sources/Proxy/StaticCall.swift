import Domain
import HTTPWire
import NIOCore
import NIOPosix
import Policy
import Routing

/// Serves one request for a file of a folder. Everything that may wait for a disk is done on NIO's thread pool, one
/// step at a time: the file is found and its first piece read, then each further piece when the client takes more.
/// Confined to its event loop.
final class StaticCall: ExchangeHandler {
    /// As much as the relay reads at once (`RelayBuffers.receive`): what a slow reader makes the gateway hold.
    private static let pieceSize = 128 << 10
    /// As for the relay: up to here copying costs less than one more entry in the write queue.
    private static let joinLimit = 4 << 10

    private unowned let client: ClientConnection
    /// Outlives the client, as a step may.
    private let loop: LoopContext
    private let folder: StaticFolder
    private let path: [String]
    private let endsInSlash: Bool
    private let idle: TimeAmount
    /// While it is sent; `nil` before and after.
    private var file: StaticEntry?
    /// The bytes of it that are still to be read.
    private var rest = 0..<0
    private var keepsAlive = false
    private var isStepping = false
    private var isCancelled = false
    /// Ends the task that the loop waits for when it stops.
    private var steppedBack: AsyncStream<Void>.Continuation?

    /// - Parameters:
    ///   - path: the path inside the folder, as decoded segments; empty: the folder itself.
    ///   - endsInSlash: whether the request's path does.
    init(client: ClientConnection, folder: StaticFolder, path: [String], endsInSlash: Bool) {
        self.client = client
        loop = client.loop
        self.folder = folder
        self.path = path
        self.endsInSlash = endsInSlash
        idle = client.record.route?.idle ?? client.loop.services.deadlines.bodyIdle
    }

    func start(_ arrived: ArrivedBody) {
        // A body means nothing here: it is read and dropped, within the route's limit.
        if arrived.isComplete {
            find()
        } else if client.reader.head.expectsContinue, arrived.payload == nil {
            client.sendContinue()
        }
    }

    func body(_ payload: ByteBuffer) {}

    func bodyPause() {}

    func bodyEnded(trailers: FieldSection?) {
        if let error = client.loop.gatekeeper.reconsider(client) {
            client.refuse(error)
            return
        }
        find()
    }

    func cancel() {
        isCancelled = true
        file = nil
        guard isStepping else { return }
        // The step comes back to the loop, which must not end before: whoever stops it waits for this task.
        let (steps, continuation) = AsyncStream.makeStream(of: Void.self)
        steppedBack = continuation
        loop.endpointTasks[ObjectIdentifier(self)] = Task { for await _ in steps {} }
    }

    func clientWritability(_ isWritable: Bool) {
        guard isWritable, file != nil else { return }
        client.extendDeadline(idle)
        readOn()
    }

    var awaitsPeer: Bool { file != nil && !client.isWritable }

    var stalled: GatewayError.Code {
        if client.phase == .body { return .requestTimeout }
        // Its answer is waiting for it, or the disk is slow.
        return file != nil && !client.isWritable ? .requestTimeout : .overloaded
    }

    // MARK: Steps off the loop

    private enum Step: Sendable {
        case found(StaticLookup.Finding)
        case piece(ByteBuffer)
        case failed(GatewayError)
    }

    private func find() {
        let lookup = StaticLookup(
            folder: folder, path: path, endsInSlash: endsInSlash, request: StaticRequest(client.reader.head),
            isPrivate: client.record.route?.policy.isPublic != true, pieceSize: Self.pieceSize)
        step { () throws(GatewayError) in .found(try lookup.find()) }
    }

    /// Reads the next piece, unless one is being read or the client has enough for now.
    private func readOn() {
        guard let file, !isStepping, client.isWritable else { return }
        let offset = rest.lowerBound
        let count = min(rest.count, Self.pieceSize)
        step { () throws(GatewayError) in .piece(try file.read(at: offset, count: count)) }
    }

    /// The singleton pool never stops, so that what is given to it always comes back.
    private func step(_ work: @escaping @Sendable () throws(GatewayError) -> Step) {
        isStepping = true
        let eventLoop = loop.eventLoop
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        NIOThreadPool.singleton.submit { _ in
            let result: Step
            do throws(GatewayError) {
                result = try work()
            } catch {
                result = .failed(error)
            }
            // Back to the connection's loop, where alone the box may be opened.
            eventLoop.execute { bound.value.stepped(result) }
        }
    }

    private func stepped(_ step: Step) {
        isStepping = false
        guard !isCancelled else {
            loop.endpointTasks[ObjectIdentifier(self)] = nil
            steppedBack?.finish()
            loop.settleDrain()
            return
        }
        switch step {
        case .found(.answer(let answer, let first, let rest)):
            send(answer, first, rest)
        case .found(.folder):
            send(StaticAnswer.folder(client.target.segmentTexts(), query: client.target.queryText()), nil, nil)
        case .piece(let piece):
            rest = rest.lowerBound + piece.readableBytes..<rest.upperBound
            send(piece)
        case .failed(let error):
            client.fail(error)
        }
    }

    // MARK: To the client

    private func send(_ answer: StaticAnswer, _ first: ByteBuffer?, _ file: StaticEntry?) {
        keepsAlive = client.keepsAlive
        client.record.status = answer.status
        var head = loop.takeBuffer()
        write(answer, into: &head)
        guard let first else {
            finish(head)
            return
        }
        rest = answer.content.lowerBound + first.readableBytes..<answer.content.upperBound
        self.file = file
        if rest.isEmpty, first.readableBytes <= Self.joinLimit {
            client.record.bytesOut += first.readableBytes
            head.writeImmutableBuffer(first)
            finish(head)
        } else {
            client.write(head)
            loop.giveBack(head)
            send(first)
        }
    }

    /// Sends a piece; the last one ends the exchange.
    private func send(_ piece: ByteBuffer) {
        client.record.bytesOut += piece.readableBytes
        guard !rest.isEmpty else {
            file = nil
            client.exchangeEnded(keepsAlive: keepsAlive, last: piece)
            return
        }
        client.write(piece)
        client.flush()
        // The flush may have failed, and ended the exchange.
        guard file != nil else { return }
        client.extendDeadline(idle)
        readOn()
    }

    /// The answer is one buffer, taken from the loop.
    private func finish(_ message: ByteBuffer) {
        loop.giveBack(message)
        client.exchangeEnded(keepsAlive: keepsAlive, last: message)
    }

    private func write(_ answer: StaticAnswer, into buffer: inout ByteBuffer) {
        AnswerHead.write(
            answer.status, answer.fields, length: answer.length, keepsAlive: keepsAlive, client: client, into: &buffer)
    }
}
