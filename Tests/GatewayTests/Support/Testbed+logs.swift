import Foundation

extension Testbed {
    /// The lines of a log, each a JSON object. The gateway writes them a moment after the answer: stop it first.
    /// - Parameter name: `access`, `decisions` or `audit`.
    func log(_ name: String) throws -> [[String: Any]] {
        try logText(name).split(separator: "\n").map { line in
            guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
                throw PlainMessage.Fault(description: "not an object: \(line)")
            }
            return object
        }
    }

    func logText(_ name: String) throws -> String {
        try String(contentsOf: directory.appending(path: "\(name).jsonl"), encoding: .utf8)
    }
}

extension PlainMessage {
    func json() throws -> [String: Any] {
        guard let object = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] else {
            throw Fault(description: "not an object: \(text)")
        }
        return object
    }
}
