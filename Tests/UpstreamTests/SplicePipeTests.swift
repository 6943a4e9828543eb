import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import Upstream

@Suite("Bytes from socket to socket")
struct SplicePipeTests {
    /// Two connected sockets that never block.
    private final class Pair {
        let near: CInt
        let far: CInt

        init() throws {
            var made: [CInt] = [-1, -1]
            try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0, &made) == 0)
            (near, far) = (made[0], made[1])
        }

        deinit {
            close(near)
            close(far)
        }
    }

    private static func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    }

    /// As much as the socket takes.
    private func fill(_ descriptor: CInt, _ bytes: [UInt8]) -> Int {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, min($0.count, 4096)) }
            guard count > 0 else { break }
            sent += count
        }
        return sent
    }

    private func read(_ descriptor: CInt) -> [UInt8] {
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            guard count > 0 else { return all }
            all += piece.prefix(count)
        }
    }

    @Test(
        "what is there arrives in order, and not a byte beyond the limit is taken", arguments: [1, 999, 40_000, 50_000])
    func moves(limit: Int) throws {
        let (from, to, pipe) = (try Pair(), try Pair(), SplicePipe())
        let sent = Self.bytes(40_001)
        try #require(fill(from.far, sent) == sent.count)
        let moved = pipe.move(from: from.near, to: to.near, atMost: limit)
        #expect(moved.count == min(limit, sent.count))
        #expect(moved.rest == nil)
        #expect(read(to.far) == Array(sent.prefix(limit)))
        #expect(read(from.near) == Array(sent.dropFirst(limit)))
    }

    @Test("what a full sink does not take comes back, after what it took")
    func full() throws {
        let (from, to, pipe) = (try Pair(), try Pair(), SplicePipe())
        let stuffing = fill(to.near, [UInt8](repeating: 0, count: 8 << 20)) - 8_000
        let taken = read(to.far)
        #expect(taken.count == stuffing + 8_000)
        // Room for less than what is to come.
        let sent = Self.bytes(150_000)
        _ = fill(to.near, [UInt8](repeating: 0, count: stuffing))
        let there = fill(from.far, sent)
        let moved = pipe.move(from: from.near, to: to.near, atMost: there)
        let rest = try #require(moved.rest)
        #expect(rest.readableBytes > 0)
        #expect(!moved.isBroken)
        let arrived = read(to.far).dropFirst(stuffing)
        #expect(Array(arrived) + Array(buffer: rest) == Array(sent.prefix(moved.count)))
        // Nothing stays in the pipe for the next two.
        let (other, another) = (try Pair(), try Pair())
        _ = fill(other.far, [1, 2, 3])
        #expect(pipe.move(from: other.near, to: another.near, atMost: 10).count == 3)
        #expect(read(another.far) == [1, 2, 3])
    }

    @Test("a source without bytes gives none, and a peer that has gone takes none and ends nobody")
    func ends() throws {
        // As in the gateway, where NIO sees to it.
        signal(SIGPIPE, SIG_IGN)
        let (from, to, pipe) = (try Pair(), try Pair(), SplicePipe())
        #expect(pipe.move(from: from.near, to: to.near, atMost: 10).count == 0)
        _ = fill(from.far, [1, 2, 3])
        shutdown(from.far, CInt(SHUT_WR))
        shutdown(to.far, CInt(SHUT_RD))
        let moved = pipe.move(from: from.near, to: to.near, atMost: 10)
        #expect(moved.count == 3)
        #expect(moved.rest.map { Array(buffer: $0) } == [1, 2, 3])
        #expect(pipe.move(from: from.near, to: to.near, atMost: 10).count == 0)
        #expect(!pipe.isRefused)
    }

    @Test("what the kernel cannot splice is left alone from then on")
    func refused() throws {
        let (to, pipe) = (try Pair(), SplicePipe())
        let source = open("/", O_RDONLY | O_DIRECTORY)
        defer { close(source) }
        #expect(pipe.move(from: source, to: to.near, atMost: 10).count == 0)
        #expect(pipe.isRefused)
        let from = try Pair()
        _ = fill(from.far, [1])
        #expect(pipe.move(from: from.near, to: to.near, atMost: 10).count == 0)
    }
}

extension [UInt8] {
    fileprivate init(buffer: ByteBuffer) { self = Array(buffer.readableBytesView) }
}
