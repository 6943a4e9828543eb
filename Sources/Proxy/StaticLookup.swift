import Domain
import NIOCore
import Telemetry

/// All that it takes, off the event loop, to find the answer to one request for a file.
struct StaticLookup: Sendable {
    enum Finding: Sendable {
        /// `first` are the bytes that go out with the head; `rest` is the file when there are more.
        case answer(StaticAnswer, first: ByteBuffer?, rest: StaticEntry?)
        /// A folder, asked for without the slash at its end.
        case folder
    }

    let folder: StaticFolder
    let path: [String]
    let endsInSlash: Bool
    let request: StaticRequest
    /// Whether the route is not for everybody.
    let isPrivate: Bool
    /// Bytes that are read at once.
    let pieceSize: Int

    /// Waits for the disk.
    func find() throws(GatewayError) -> Finding {
        let place = try folder.find(
            path, endsInSlash: endsInSlash, codings: ContentCoding.accepted(by: request[.acceptEncoding]),
            takesPages: request.takesPages)
        switch place {
        case .nothing: throw GatewayError(.notFound)
        case .folder: return .folder
        case .file(let file, let representation):
            let answer = StaticAnswer.to(
                request, with: representation,
                cacheControl: folder.cacheControl(representation.use, isPrivate: isPrivate),
                now: WallClock.milliseconds() / 1_000)
            let content = answer.content
            guard !content.isEmpty else { return .answer(answer, first: nil, rest: nil) }
            let first = try file.read(at: content.lowerBound, count: min(content.count, pieceSize))
            return .answer(answer, first: first, rest: content.count > pieceSize ? file : nil)
        }
    }
}
