import Foundation
import HTTPWire
import NIOCore
import Testing

@testable import Proxy

/// A folder with files to serve, removed when nobody holds it any more.
final class StaticSite {
    let path: String

    /// - Parameter files: content by path; folders between are made.
    init(_ files: [String: String] = [:]) throws {
        path = NSTemporaryDirectory() + "breakwater-site-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try write(text, to: name) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ text: String, to name: String) throws {
        let file = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func link(_ name: String, to destination: String) throws {
        try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
        try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: destination)
    }

    /// Sets when a file was modified, in seconds since 1970.
    func date(_ name: String, _ second: Int64) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: Double(second))], ofItemAtPath: "\(path)/\(name)")
    }

    func folder(fallback: String? = nil, cache: Duration? = nil) -> StaticFolder {
        StaticFolder(directory: path, index: "index.html", fallback: fallback, cache: cache)
    }
}

/// A request with these lines, each with its line end.
func staticRequest(_ lines: String = "", method: String = "GET") throws -> StaticRequest {
    var reader = RequestReader()
    var buffer = ByteBuffer(string: "\(method) / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n")
    try #require(try reader.read(&buffer))
    return StaticRequest(reader.head)
}
