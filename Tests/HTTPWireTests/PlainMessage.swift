import HTTPWire
import WireTranscript

/// A message reduced to what both parsers tell: text as NIOHTTP1 gives it, bytes outside UTF-8 replaced.
struct PlainMessage: Equatable {
    var start: String
    var minorVersion: Int
    var fields: [String]
    var payload: [UInt8] = []
    var trailers: [String] = []
    var isComplete = false

    init(start: String, minorVersion: Int, fields: [String]) {
        self.start = start
        self.minorVersion = minorVersion
        self.fields = fields
    }

    init(_ message: WireMessage) {
        switch message.start {
        case .request(_, let name, let target):
            start = String(decoding: name + [UInt8(ascii: " ")] + target, as: UTF8.self)
        case .response(let status): start = "\(status)"
        }
        minorVersion = Int(message.minorVersion)
        fields = message.fields.map(PlainMessage.field)
        payload = message.payload
        trailers = message.trailers.map(PlainMessage.field)
        isComplete = message.isComplete
    }

    /// llhttp leaves the blanks after a value on it.
    static func field(_ name: String, _ value: String) -> String {
        var value = Substring(value).unicodeScalars
        while let last = value.last, last == " " || last == "\t" { value.removeLast() }
        return "\(name): \(String(value))"
    }

    private static func field(_ field: WireMessage.Field) -> String {
        "\(String(decoding: field.name, as: UTF8.self)): \(String(decoding: field.value, as: UTF8.self))"
    }
}
