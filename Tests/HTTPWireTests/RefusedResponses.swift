import HTTPWire

/// Answers after which nobody could say where the next one begins.
enum RefusedResponses {
    static let rows: [MessageRow] = [
        row("length with coding", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", .lengthAndCoding),
        row("two lengths that differ", "Content-Length: 3\r\nContent-Length: 4\r\n", .contentLengthRepeated),
        row("two equal lengths", "Content-Length: 3\r\nContent-Length: 3\r\n", .contentLengthRepeated),
        row("length as a list", "Content-Length: 3, 3\r\n", .contentLength),
        row("length with plus", "Content-Length: +3\r\n", .contentLength),
        row("gzip, chunked", "Transfer-Encoding: gzip, chunked\r\n", .codingUnknown),
        row("identity", "Transfer-Encoding: identity\r\n", .codingUnknown),
        row("coding twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", .codingRepeated),
        row("Connection names the length", "Connection: content-length\r\n", .connectionNominatesFraming),
        row("bare LF after a field", "X: a\nY: b\r\n", .bareLineFeed),
        row("folded field", "X: a\r\n b\r\n", .foldedField),
        row("NUL in a value", "X: a\0b\r\n", .fieldValue),
        row("blank before the colon", "X : a\r\n", .fieldName),
        MessageRow("coding on HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .codingOnOldVersion),
        MessageRow("bare LF after the status line", "HTTP/1.1 200 OK\nX: a\r\n\r\n", .bareLineFeed),
        MessageRow("an empty line first", "\r\nHTTP/1.1 200 OK\r\n\r\n", .statusLine),
        MessageRow("status of two digits", "HTTP/1.1 20 OK\r\n\r\n", .statusLine),
        MessageRow("status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", .statusLine),
        MessageRow("status 099", "HTTP/1.1 099 Low\r\n\r\n", .statusLine),
        MessageRow("status 600", "HTTP/1.1 600 High\r\n\r\n", .statusLine),
        MessageRow("status in letters", "HTTP/1.1 2OO OK\r\n\r\n", .statusLine),
        MessageRow("no status", "HTTP/1.1\r\n\r\n", .statusLine),
        MessageRow("two blanks before the status", "HTTP/1.1  200 OK\r\n\r\n", .statusLine),
        MessageRow("tab before the status", "HTTP/1.1\t200 OK\r\n\r\n", .statusLine),
        MessageRow("control in the reason", "HTTP/1.1 200 O\u{1}K\r\n\r\n", .statusLine),
        MessageRow("CR in the reason", "HTTP/1.1 200 O\rK\r\n\r\n", .statusLine),
        MessageRow("HTTP/2.0", "HTTP/2.0 200 OK\r\n\r\n", .version),
        MessageRow("HTTP/1.2", "HTTP/1.2 200 OK\r\n\r\n", .version),
        MessageRow("lower-case version", "http/1.1 200 OK\r\n\r\n", .requestLine),
        MessageRow("HTTP/0.9's bare body", "<html>\r\n</html>\r\n", .statusLine),
        MessageRow("a server of another protocol", "SSH-2.0-OpenSSH_9.6\r\n", .statusLine),
        MessageRow(
            "bad chunk end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n", .chunkEnd),
    ]

    private static func row(_ name: String, _ lines: String, _ fault: WireFault) -> MessageRow {
        MessageRow(name, "HTTP/1.1 200 OK\r\n\(lines)\r\n", fault)
    }
}
