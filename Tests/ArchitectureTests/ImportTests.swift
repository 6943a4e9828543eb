import Testing

@Suite("Layers")
struct ImportTests {
    @Test("every import stands in the layer table")
    func importsFollowTheTable() throws {
        for file in try SourceTree.sourceFiles() {
            for (number, line) in file.code.enumerated() {
                guard let module = SwiftText.importedModule(line) else { continue }
                let isExcepted = Layers.exceptions.contains { $0.target == file.target && $0.module == module }
                #expect(
                    isExcepted || Layers.allows(module, in: file.target),
                    "\(file.path):\(number + 1): \(file.target) must not import \(module)")
            }
        }
    }

    @Test("every target stands in the layer table")
    func everyTargetIsKnown() throws {
        for target in try SourceTree.names(in: "Sources") {
            #expect(Layers.table[target] != nil, "\(target) has no place in the layer table")
        }
    }

    @Test("no exception outlives its use")
    func exceptionsAreUsed() throws {
        let imports = try SourceTree.sourceFiles().flatMap { file in
            file.code.compactMap(SwiftText.importedModule).map { "\(file.target) \($0)" }
        }
        for exception in Layers.exceptions {
            #expect(imports.contains("\(exception.target) \(exception.module)"), "\(exception) is not needed")
            #expect(!Layers.allows(exception.module, in: exception.target), "\(exception) is in the table already")
        }
    }

    @Test("the table has no cycle: targets are listed below those that import them")
    func noCycle() {
        var settled: Set<String> = []
        var open = Layers.table
        while let next = open.first(where: { $0.value.own.isSubset(of: settled) }) {
            settled.insert(next.key)
            open[next.key] = nil
        }
        #expect(open.isEmpty, "these import each other, or what is no target: \(open.keys.sorted())")
    }

    @Test(
        "an import is found however it is written",
        arguments: [
            ("import Domain", "Domain"), ("package import NIOCore", "NIOCore"), ("@testable import Proxy", "Proxy"),
            ("    @preconcurrency internal import Yams", "Yams"), ("import struct NIOCore.ByteBuffer", "NIOCore"),
            ("@_spi(X) import GRDB", "GRDB"), ("let important = 1", nil), ("importer import X", nil),
        ] as [(String, String?)])
    func importLines(line: String, module: String?) {
        #expect(SwiftText.importedModule(line) == module)
    }
}
