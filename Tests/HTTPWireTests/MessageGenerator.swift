import WireTranscript

/// Streams of HTTP/1.1 by grammar, half of them then damaged: near misses find more than noise.
struct MessageGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    mutating func bits() -> UInt64 { random.next() }

    /// One to three messages in a row.
    mutating func stream(ofRequests: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            bytes += Array((ofRequests ? requestLine() : statusLine()).utf8)
            bytes += message(isRequest: ofRequests)
        }
        if chance(2) {
            for _ in 0..<Int.random(in: 1...2, using: &random) { damage(&bytes) }
        }
        return bytes
    }

    private mutating func requestLine() -> String {
        let methods = ["GET", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "get"]
        let targets = [
            "/", "/a/b?c=d&e", "/v2/library/nginx/blobs/sha256:0", "/%2F%zz", "/a//b/../c;d", "/#f", "/\"<>\\^`{|}~",
            "/a?b?c#d#e", "*", "http://a/b", "/[x]@:!$&'()*+,=",
        ]
        return "\(pick(methods)) \(pick(targets)) \(version())\r\n"
    }

    private mutating func statusLine() -> String {
        let statuses = [
            "200 OK", "200 OK", "200", "404 ", "206 a b\t-", "100 Continue", "103 Early", "204 No", "304 Not", "599 é",
        ]
        return "\(version()) \(pick(statuses))\r\n"
    }

    private mutating func version() -> String {
        if chance(40) { return "HTTP/2.0" }
        return chance(8) ? "HTTP/1.0" : "HTTP/1.1"
    }

    private mutating func message(isRequest: Bool) -> [UInt8] {
        var lines = isRequest || chance(4) ? ["Host: a"] : []
        for _ in 0..<Int.random(in: 0...4, using: &random) { lines.append(fieldLine()) }
        var body: [UInt8] = []
        switch Int.random(in: 0..<5, using: &random) {
        case 0, 1:
            body = payload()
            lines.append("\(pick(["Content-Length", "content-LENGTH"])):\(blank())\(body.count)\(blank())")
        case 2, 3:
            body = chunks()
            lines.append("Transfer-Encoding: \(pick(["chunked", "chunked", "Chunked", "chunked "]))")
        default: break
        }
        lines.shuffle(using: &random)
        return Array((lines.joined(separator: "\r\n") + (lines.isEmpty ? "\r\n" : "\r\n\r\n")).utf8) + body
    }

    private mutating func fieldLine() -> String {
        let lines = [
            "Accept: */*", "X-Empty:", "X_Real_User: root", "Cookie: a=b; c=\"d\"", "User-Agent:\tx (y; z)\t ",
            "Connection: keep-alive", "Connection: close", "Connection: , x-a ,", "Connection: Keep-Alive, Upgrade",
            "Connection: x, close", "Upgrade: websocket", "Proxy-Connection: close", "Keep-Alive: timeout=5",
            "Expect: 100-continue", "TE: trailers", "Trailer: x-t", "X: é\u{80}", "!#$%&'*+-.^_`|~9: tokens",
            "A: ,:;=()<>@\\\"/[]?{}",
        ]
        if chance(30) { return pick(["Content-Length: 3", "Transfer-Encoding: gzip, chunked", "Host: b", "X : y"]) }
        return pick(lines)
    }

    private mutating func payload() -> [UInt8] {
        (0..<Int.random(in: 0...20, using: &random)).map { _ in interesting() }
    }

    private mutating func chunks() -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let data = payload() + [0x61]
            let size = String(data.count, radix: 16, uppercase: chance(2))
            bytes += Array((pick(["", "", "0", "00"]) + size + chunkExtension() + "\r\n").utf8) + data
            bytes += Array("\r\n".utf8)
        }
        var trailers = pick(["", "", "", "X-T: 1\r\n", "X-T:\r\nY-T: \tz \r\n"])
        if chance(30) { trailers = "Content-Length: 4\r\n" }
        return bytes + Array((pick(["0", "0", "000"]) + chunkExtension() + "\r\n" + trailers + "\r\n").utf8)
    }

    private mutating func chunkExtension() -> String {
        if chance(30) { return pick([";a=\"b;\\\"c\"", ";a=", "; a", ";a=\"\\\\\"", " "]) }
        return pick(["", "", "", "", ";a", ";a=b", ";a;b=c;d=\"\"", ";a=\"b; =c\""])
    }

    private mutating func blank() -> String { chance(30) ? "\t" : pick(["", " ", "  "]) }

    private mutating func damage(_ bytes: inout [UInt8]) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        let other = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: bytes[place] = interesting()
        case 1: bytes.insert(interesting(), at: place)
        case 2: bytes.remove(at: place)
        case 3: bytes.swapAt(place, other)
        case 4: bytes.removeSubrange(place..<min(bytes.count, place + 4))
        case 5: bytes.insert(contentsOf: bytes[min(place, other)..<max(place, other)], at: place)
        default:
            let snippets = [
                "\r\n", "\n", "\r", "\r\n ", "\r\n\r\n", "Content-Length: 1\r\n", "\r\nTransfer-Encoding: chunked",
                "0\r\n\r\n", ", chunked", ":", " :", "\0", "_", "GET / HTTP/1.1\r\n", ";a=\"", "0x", "+", "-",
            ]
            bytes.insert(contentsOf: Array(pick(snippets).utf8), at: place)
        }
        if bytes.isEmpty { bytes = [interesting()] }
    }

    /// What syntax is made of, more often than any other byte.
    private mutating func interesting() -> UInt8 {
        guard chance(2) else { return UInt8.random(in: 0...255, using: &random) }
        return pick(Array("\r\n\r\n\t :;,=\"\\0123aFx/_-+\0\u{7F}".utf8))
    }

    private mutating func chance(_ outOf: Int) -> Bool { Int.random(in: 0..<outOf, using: &random) == 0 }

    private mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }
}
