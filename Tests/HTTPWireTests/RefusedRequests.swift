import HTTPWire

/// Request heads that at least one widely used proxy forwards and ours must not, and what else RFC 9112 lets two readers
/// take in two ways.
enum RefusedRequests {
    static let rows = lengths + codings + lines + hosts + requestLines + options

    static let lengths: [MessageRow] = [
        .head("length with coding", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", .lengthAndCoding),
        .head("coding with length", "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", .lengthAndCoding),
        .head("length as a list", "Content-Length: 3, 3\r\n", .contentLength),
        .head("empty length", "Content-Length:\r\n", .contentLength),
        .head("blank length", "Content-Length:  \t\r\n", .contentLength),
        .head("length with plus", "Content-Length: +3\r\n", .contentLength),
        .head("length with minus", "Content-Length: -3\r\n", .contentLength),
        .head("length in hexadecimal", "Content-Length: 0x3\r\n", .contentLength),
        .head("length with underscore", "Content-Length: 3_0\r\n", .contentLength),
        .head("length with a blank inside", "Content-Length: 3 0\r\n", .contentLength),
        .head("tab before a length", "Content-Length:\t3\r\n", .contentLength),
        .head("tab after a length", "Content-Length: 3\t\r\n", .contentLength),
        .head("length with a fraction", "Content-Length: 3.0\r\n", .contentLength),
        .head("length in Arabic-Indic digits", "Content-Length: ٣\r\n", .contentLength),
        .head("length beyond 64 bits", "Content-Length: 18446744073709551619\r\n", .contentLength),
        .head("length of 19 digits", "Content-Length: 1000000000000000000\r\n", .contentLength),
        .head("two lengths that differ", "Content-Length: 3\r\nContent-Length: 4\r\n", .contentLengthRepeated),
        .head("two equal lengths", "Content-Length: 3\r\ncontent-length: 3\r\n", .contentLengthRepeated),
    ]

    static let codings: [MessageRow] = [
        .head("folded coding", "Transfer-Encoding:\r\n chunked\r\n", .foldedField),
        .head("folded coding, tab", "Transfer-Encoding: chunked\r\n\tidentity\r\n", .foldedField),
        .head("coding with a leading comma", "Transfer-Encoding: ,chunked\r\n", .codingUnknown),
        .head("coding with a trailing comma", "Transfer-Encoding: chunked,\r\n", .codingUnknown),
        .head("identity before chunked", "Transfer-Encoding: identity, chunked\r\n", .codingUnknown),
        .head("gzip before chunked", "Transfer-Encoding: gzip, chunked\r\n", .codingUnknown),
        .head("chunked before identity", "Transfer-Encoding: chunked, identity\r\n", .codingUnknown),
        .head("chunked twice in a line", "Transfer-Encoding: chunked, chunked\r\n", .codingUnknown),
        .head("xchunked", "Transfer-Encoding: xchunked\r\n", .codingUnknown),
        .head("chunkedx", "Transfer-Encoding: chunkedx\r\n", .codingUnknown),
        .head("chunked with a parameter", "Transfer-Encoding: chunked;q=1\r\n", .codingUnknown),
        .head("chunked in quotes", "Transfer-Encoding: \"chunked\"\r\n", .codingUnknown),
        .head("tab after chunked", "Transfer-Encoding: chunked\t\r\n", .codingUnknown),
        .head("tab before chunked", "Transfer-Encoding:\tchunked\r\n", .codingUnknown),
        .head("identity", "Transfer-Encoding: identity\r\n", .codingUnknown),
        .head("empty coding", "Transfer-Encoding:\r\n", .codingUnknown),
        .head(
            "coding twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", .codingRepeated),
        .head(
            "coding twice, identity second", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
            .codingRepeated),
        .head("blank before the coding's colon", "Transfer-Encoding : chunked\r\n", .fieldName),
        .head("vertical tab before chunked", "Transfer-Encoding: \u{B}chunked\r\n", .fieldValue),
        MessageRow(
            "coding on HTTP/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
            .codingOnOldVersion),
    ]

    static let lines: [MessageRow] = [
        MessageRow("bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", .bareLineFeed),
        MessageRow("bare LF after a field", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", .bareLineFeed),
        MessageRow("bare LF as the empty line", "GET / HTTP/1.1\r\nHost: a\r\n\n", .bareLineFeed),
        MessageRow("bare LF before the request", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .bareLineFeed),
        .head("NUL in a value", "X: a\0b\r\n", .fieldValue),
        .head("CR in a value", "X: a\rb\r\n", .fieldValue),
        .head("CR at a value's end", "X: a\r\r\n", .fieldValue),
        .head("CR at a line's begin", "\rX: a\r\n", .fieldName),
        .head("DEL in a value", "X: a\u{7F}b\r\n", .fieldValue),
        .head("escape in a value", "X: a\u{1B}b\r\n", .fieldValue),
        .head("no colon", "X\r\n", .fieldName),
        .head("no name", ": a\r\n", .fieldName),
        .head("blank before the colon", "X : a\r\n", .fieldName),
        .head("tab before the colon", "X\t: a\r\n", .fieldName),
        .head("blank in a name", "X Y: a\r\n", .fieldName),
        .head("bracket in a name", "X(Y): a\r\n", .fieldName),
        .head("NUL in a name", "X\0: a\r\n", .fieldName),
        .head("obs-text in a name", "Xé: a\r\n", .fieldName),
        .head("folded value", "X: a\r\n b\r\n", .foldedField),
        MessageRow("folded first line", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", .foldedField),
    ]

    static let hosts: [MessageRow] = [
        MessageRow("no Host", "GET / HTTP/1.1\r\nX: a\r\n\r\n", .hostMissing),
        .head("two Hosts", "Host: b\r\n", .hostRepeated),
        .head("two equal Hosts", "host: a\r\n", .hostRepeated),
        MessageRow("two Hosts on HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", .hostRepeated),
    ]

    static let requestLines: [MessageRow] = [
        MessageRow("two empty lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .method),
        MessageRow("a lone CR first", "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n", .method),
        MessageRow("blank first", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", .method),
        MessageRow("brackets in the method", "GE(T / HTTP/1.1\r\nHost: a\r\n\r\n", .method),
        MessageRow("two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", .requestLine),
        MessageRow("tab for a blank", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", .method),
        MessageRow("no version", "GET /\r\nHost: a\r\n\r\n", .requestLine),
        MessageRow("no target", "GET HTTP/1.1\r\nHost: a\r\n\r\n", .requestLine),
        MessageRow("only a method", "GET\r\nHost: a\r\n\r\n", .requestLine),
        MessageRow("blank after the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", .requestLine),
        MessageRow("a blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", .requestLine),
        MessageRow("a tab in the target", "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n", .target),
        MessageRow("NUL in the target", "GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n", .target),
        MessageRow("CR in the target", "GET /a\rb HTTP/1.1\r\nHost: a\r\n\r\n", .target),
        MessageRow("DEL in the target", "GET /a\u{7F}b HTTP/1.1\r\nHost: a\r\n\r\n", .target),
        MessageRow("obs-text in the target", "GET /é HTTP/1.1\r\nHost: a\r\n\r\n", .target),
        MessageRow("HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", .version),
        MessageRow("the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .version),
        MessageRow("HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", .version),
        MessageRow("HTTP/0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", .version),
        MessageRow("lower-case version", "GET / http/1.1\r\nHost: a\r\n\r\n", .requestLine),
        MessageRow("version of two digits", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", .requestLine),
        MessageRow("version without a minor part", "GET / HTTP/1\r\nHost: a\r\n\r\n", .requestLine),
        MessageRow("another protocol", "GET / ICAP/1.0\r\nHost: a\r\n\r\n", .requestLine),
        MessageRow(
            "a TLS hello", bytes: [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x0A, 0x0D, 0x0A], .bareLineFeed),
    ]

    static let options: [MessageRow] = [
        .head("unknown expectation", "Expect: 200-maybe\r\n", .expectation),
        .head("expectation list", "Expect: 100-continue, x\r\n", .expectation),
        .head("Connection names Host", "Connection: close, host\r\n", .connectionNominatesFraming),
        .head("Connection names Content-Length", "Connection: Content-Length\r\n", .connectionNominatesFraming),
        .head("Connection names the coding", "Connection: transfer-encoding\r\n", .connectionNominatesFraming),
        .head("Connection with two words", "Connection: keep alive\r\n", .fieldValue),
    ]
}
