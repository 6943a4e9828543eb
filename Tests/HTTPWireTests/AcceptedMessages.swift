/// What must pass, with every construct of the grammar at least once; read whole and cut everywhere.
enum AcceptedMessages {
    static let requests: [MessageRow] = [
        .head("no other field", ""),
        .head("empty value", "X:\r\nY: \t \r\n"),
        .head("blanks around a value", "X:\t a b \t\r\nY:z\r\n"),
        .head("obs-text in a value", "X: é\r\n"),
        .head("every token byte in a name", "!#$%&'*+-.^_`|~09AZaz: a\r\n"),
        .head("length zero", "Content-Length: 0\r\n"),
        .head("Connection lists", "Connection: ,  x-a ,, Keep-Alive,\r\nX-A: 1\r\n"),
        MessageRow("leading empty line", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        MessageRow("HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n"),
        MessageRow(
            "HTTP/1.0 keep-alive, twice",
            "GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /2 HTTP/1.0\r\n\r\n"),
        MessageRow("length", "PUT /v2/a HTTP/1.1\r\nHost: a:443\r\nContent-Length: 00005\r\n\r\nhello"),
        MessageRow(
            "body like a request",
            "POST / HTTP/1.1\r\nHost: a\r\ncontent-length: 18\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
        MessageRow(
            "expectation", "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\nok"),
        MessageRow("asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"),
        MessageRow("absolute form", "GET http://a/b?c HTTP/1.1\r\nHost: a\r\n\r\n"),
        MessageRow("unknown method", "PURGE /a HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"),
        .chunked("empty chunked body", "0\r\n\r\n"),
        .chunked("chunks", "3\r\nabc\r\n00D\r\n0123456789012\r\na\r\n0123456789\r\n0\r\n\r\n"),
        .chunked("extensions", "3;a;b=c;d=\"e; =f\"\r\nabc\r\n0;last\r\n\r\n"),
        .chunked("trailers", "3\r\nabc\r\n0\r\nX-Checksum: 1\r\nEmpty:\r\n\r\n"),
        .chunked("CRLF in data", "4\r\n\r\n\r\n\r\n0\r\n\r\n"),
        .chunked("then another request", "1\r\na\r\n0\r\nT: 1\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n"),
        MessageRow(
            "pipelined",
            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                + "\r\nDELETE /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /4"),
        MessageRow("unfinished head", "GET / HTTP/1.1\r\nHost: a\r\nX"),
        MessageRow("unfinished trailers", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: "),
    ]

    static let responses: [MessageRow] = [
        MessageRow("length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 204 No Content\r\n\r\n"),
        MessageRow("no reason", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"),
        MessageRow("empty reason", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"),
        MessageRow("obs-text and tab in the reason", "HTTP/1.1 200 trés\tbien\r\nContent-Length: 0\r\n\r\n"),
        MessageRow("until close", "HTTP/1.1 200 OK\r\n\r\nall of this\r\n\r\n"),
        MessageRow(
            "interim, then final",
            "HTTP/1.1 100 \r\n\r\nHTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n"
                + "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"),
        MessageRow(
            "switching", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n\0\u{1}other"),
        MessageRow(
            "chunked",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"),
        MessageRow("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP"),
        MessageRow(
            "HTTP/1.0 keep-alive",
            "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok"
                + "HTTP/1.0 404 No\r\nContent-Length: 0\r\n\r\n"),
        MessageRow("closing", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok and more"),
    ]
}
