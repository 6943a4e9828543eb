package import NIOCore

extension ByteBuffer {
    /// Writes the section's bytes at `range`, without going through a slice.
    @inline(__always)
    package mutating func write(_ range: ByteRange, of section: FieldSection) {
        section.bytes.withUnsafeReadableBytes { readable in
            // The pointer's own subscript checks in debug builds only, and a range that was kept from an earlier message
            // must not read what lies behind this one.
            precondition(range.end <= readable.count, "a range of another section")
            _ = writeBytes(UnsafeRawBufferPointer(rebasing: readable[range.range]))
        }
    }

    /// Decimal digits without a `String`.
    package mutating func write(decimal number: Int) {
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            writeInteger(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
    }

    /// The size line of one chunk, in lower-case hexadecimal without leading zeros.
    package mutating func write(chunkSize size: Int) {
        var shift = 60
        while shift > 0, size >> shift == 0 { shift -= 4 }
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: size >> shift & 15)
            writeInteger(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
            shift -= 4
        }
        writeStaticString("\r\n")
    }
}

/// The reason phrases of the statuses that Breakwater makes itself (RFC 9110 §15).
package enum ReasonPhrase {
    package static func of(_ status: Int) -> StaticString {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 206: "Partial Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 416: "Range Not Satisfiable"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: ""
        }
    }
}
