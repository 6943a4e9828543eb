import Foundation
import Domain
import Testing

@testable import Routing

@Suite("Parameter types")
struct ParameterTypeTests {
    @Test(
        "each type takes its values and no others",
        arguments: [
            (
                .ociProject, ["a", "library", "a-b", "a.b_c-d", "0"],
                ["", "A", "-a", "a-", "a--b", "a__b", "a/b", "a%", "a b"]
            ),
            (
                .ociRepository, ["a", "a/b", "a/b-c/d__e", "a---b/c", "manifests/blobs"],
                ["", "/", "a/", "/a", "a//b", "A/b", "a/..", "a..b", "a___b", "a-_b", "a/_b"]
            ),
            (
                .ociReference,
                [
                    "latest", "_x", "V1.0-rc.1", "sha256:" + String(repeating: "0a", count: 32),
                    "sha512:" + String(repeating: "f", count: 128), String(repeating: "t", count: 128),
                ],
                [
                    "", ".a", "-a", "a/b", "a:b", "sha256:" + String(repeating: "A", count: 64), "sha256:00",
                    "md5:00", String(repeating: "t", count: 129), "sha255:" + String(repeating: "0", count: 64),
                ]
            ),
            (
                .int64, ["0", "1", "42", "9223372036854775807"],
                ["", "00", "01", "-1", "+1", "1.0", "9223372036854775808", "18446744073709551616", "1e3", "٣", "0x1"]
            ),
            (
                .dnsName, ["a", "a-b", "a.b.c", "0.1", String(repeating: "a", count: 63)],
                ["", ".", "a.", ".a", "-a", "a-", "A", "a_b", "a..b", String(repeating: "a", count: 64), "a-.b"]
            ),
            (
                .uuid, ["123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000"],
                ["", "123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400g", "{123e4567}"]
            ),
            (.any, ["a", "A b?#", "é", "a/b"], []),
        ] as [(ParameterType, [String], [String])])
    func grammar(_ type: ParameterType, _ good: [String], _ bad: [String]) {
        for value in good {
            #expect(accepts(type, value), "\(type.rawValue) takes \(value)")
        }
        for value in bad {
            #expect(!accepts(type, value), "\(type.rawValue) refuses \(value)")
        }
    }

    @Test("length limits are those of the registry: 255 bytes for names")
    func lengths() {
        #expect(accepts(.ociProject, String(repeating: "a", count: 255)))
        #expect(!accepts(.ociProject, String(repeating: "a", count: 256)))
        #expect(accepts(.ociRepository, "a/" + String(repeating: "a", count: 253)))
        #expect(!accepts(.ociRepository, "a/" + String(repeating: "a", count: 254)))
    }

    @Test("the byte grammars agree with the published expressions on generated values")
    func agreesWithExpressions() {
        let component = #"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"#
        let project = #"^[a-z0-9]+(?:[._-][a-z0-9]+)*$"#
        let repository = "^\(component)(?:/\(component))*$"
        let reference = #"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$"#
        func matches(_ value: String, _ expression: String) -> Bool {
            value.range(of: expression, options: .regularExpression) != nil
        }
        var random = SeededGenerator(seed: 11)
        let alphabet = Array("ab0A._-/:")
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...9, using: &random)
            let value = String((0..<length).map { _ in alphabet.randomElement(using: &random) ?? "a" })
            #expect(accepts(.ociProject, value) == matches(value, project), "\(value)")
            #expect(accepts(.ociRepository, value) == matches(value, repository), "\(value)")
            #expect(accepts(.ociReference, value) == matches(value, reference), "\(value)")
        }
    }

    /// In the middle of a longer text, so that reading past the value shows.
    private func accepts(_ type: ParameterType, _ value: String) -> Bool {
        let text = Array("xx\(value)yy".utf8)
        return type.accepts(text.span, 2..<(text.count - 2))
    }
}
