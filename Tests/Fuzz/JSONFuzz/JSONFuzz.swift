import Foundation
import Translation

/// Called by libFuzzer with one input: the body of an answer.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    if let breach = breach(in: Array(UnsafeBufferPointer(start: start, count: count))) { fatalError(breach) }
    return 0
}

/// What the scanner takes is JSON for Foundation as well, and the strings and numbers of an array are the same for both.
private func breach(in text: [UInt8]) -> String? {
    guard let mine = elements(of: text) else { return nil }
    // Foundation refuses numbers that are larger than any double; the grammar has them (RFC 8259 §6).
    guard !mayOverflow(text) else { return nil }
    guard let theirs = try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed) else {
        return "taken here, refused there"
    }
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
