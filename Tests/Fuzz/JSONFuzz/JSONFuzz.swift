import Foundation
import Translation

/// Called by libFuzzer with one input: the body of an answer.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = Array(UnsafeBufferPointer(start: start, count: count))
    if let breach = breach(in: text) ?? linkBreach(in: text) { fatalError(breach) }
    return 0
}

private let links = CVATLinks(CVATContext(origin: "http://cvat:8080", externalURL: "https://gw.example"))

/// Links are rewritten in what the scanner takes, and only there; nothing but links changes, and nothing is left to be
/// rewritten again.
private func linkBreach(in text: [UInt8]) -> String? {
    guard let rewritten = links.rewritten(text) else {
        // Half a character is in no link.
        let isText = withoutLoneSurrogates(text) == text
        return elements(of: text) == nil || !isText ? nil : "taken as JSON, not taken with links"
    }
    guard elements(of: text) != nil else { return "taken with links, not taken as JSON" }
    guard links.rewritten(rewritten) == rewritten else { return "links are left, or it is not JSON any more" }
    guard rewritten != text, !mayOverflow(text), let before = document(text) else { return nil }
    guard let after = document(rewritten) else { return "not JSON any more" }
    return differsInLinksOnly(before, after) ? nil : "something else than a link changed"
}

/// - Parameter isLink: whether it is a member with the name of a link.
private func differsInLinksOnly(_ before: Any, _ after: Any, isLink: Bool = false) -> Bool {
    switch (before, after) {
    case (let before as [String: Any], let after as [String: Any]):
        return before.count == after.count
            && before.allSatisfy { name, value in
                after[name].map {
                    differsInLinksOnly(value, $0, isLink: ["next", "previous", "url"].contains(name))
                } ?? false
            }
    case (let before as [Any], let after as [Any]):
        return before.count == after.count && zip(before, after).allSatisfy { differsInLinksOnly($0, $1) }
    case (let before as String, let after as String):
        return before.utf8.elementsEqual(after.utf8) || isLink && after.hasPrefix("https://gw.example/")
    case (let before as NSNumber, let after as NSNumber):
        return before == after
    default:
        return before is NSNull && after is NSNull
    }
}

/// What the scanner takes is JSON for Foundation as well, and the strings and numbers of an array are the same for both.
private func breach(in text: [UInt8]) -> String? {
    guard let mine = elements(of: text) else { return nil }
    // Foundation refuses numbers that are larger than any double; the grammar has them (RFC 8259 §6).
    guard !mayOverflow(text) else { return nil }
    guard let theirs = document(text) else { return "taken here, refused there" }
    guard let list = theirs as? [Any] else { return mine.isEmpty ? nil : "an array here only" }
    guard list.count == mine.count else { return "\(mine.count) elements here, \(list.count) there" }
    for (element, other) in zip(mine, list) {
        switch element {
        case .string(let text): if other as? String != text { return "another string" }
        case .integer(let number): if (other as? NSNumber)?.int64Value != number { return "another number" }
        case .other: break
        }
    }
    return nil
}

/// As Foundation reads it, which refuses half a surrogate pair; the grammar has it (RFC 8259 §8.2).
private func document(_ text: [UInt8]) -> Any? {
    try? JSONSerialization.jsonObject(with: Data(withoutLoneSurrogates(text)), options: .fragmentsAllowed)
}

/// With U+FFFD for each escape of half a surrogate pair. Escapes are in strings only, where it is JSON.
private func withoutLoneSurrogates(_ text: [UInt8]) -> [UInt8] {
    var replaced = text
    var place = 0
    while place + 1 < text.count {
        guard text[place] == UInt8(ascii: "\\") else {
            place += 1
            continue
        }
        guard let unit = codeUnit(text, at: place), (0xD800..<0xE000).contains(unit) else {
            place += 2
            continue
        }
        if unit < 0xDC00, let low = codeUnit(text, at: place + 6), (0xDC00..<0xE000).contains(low) {
            place += 12
            continue
        }
        replaced.replaceSubrange(place + 2..<place + 6, with: Array("fffd".utf8))
        place += 6
    }
    return replaced
}

/// The four digits of `\u` at a place; `nil` where there is no such escape.
private func codeUnit(_ text: [UInt8], at place: Int) -> UInt32? {
    guard place + 6 <= text.count, text[place] == UInt8(ascii: "\\"), text[place + 1] == UInt8(ascii: "u") else {
        return nil
    }
    let digits = text[place + 2..<place + 6]
    guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
    return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
}

/// Whether a number has an exponent, or some three hundred digits.
private func mayOverflow(_ text: [UInt8]) -> Bool {
    var digits = 0
    for byte in text {
        let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        if digits > 0, byte | 0x20 == UInt8(ascii: "e") { return true }
        digits = isDigit || (digits > 0 && byte == UInt8(ascii: ".")) ? digits + 1 : 0
        if digits > 300 { return true }
    }
    return false
}

private enum Element {
    case string(String)
    case integer(Int64)
    case other
}

/// Of an array; none for another value. `nil`: not JSON.
private func elements(of text: [UInt8]) -> [Element]? {
    do throws(JSONFault) {
        var scanner = try JSONScanner(text)
        var elements: [Element] = []
        var probe = scanner
        if (try? probe.array { (_) in }) != nil {
            try scanner.array { (scanner) throws(JSONFault) in
                var copy = scanner
                if let text = try? copy.string() {
                    elements.append(.string(text))
                    scanner = copy
                    return
                }
                copy = scanner
                if let number = try? copy.integer() {
                    elements.append(.integer(number))
                    scanner = copy
                    return
                }
                elements.append(.other)
            }
        } else {
            try scanner.skip()
        }
        try scanner.end()
        return elements
    } catch {
        return nil
    }
}

/// The package manager links an executable against `<target>_main`, which for libFuzzer would be the `main` of its
/// archive. Hence this detour.
@c(JSONFuzz_main)
public func main(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    var count = count
    var arguments = arguments
    return runDriver(&count, &arguments, testOneInput)
}

/// https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
