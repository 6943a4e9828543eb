import PathRule

/// Called by libFuzzer with one input: a request target as it stands in a request line.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let target = Array(UnsafeBufferPointer(start: start, count: count))
    if case .breach(let what) = trial.outcome(of: target) { fatalError(what) }
    return 0
}

private let trial: PathTrial = {
    do {
        return try PathTrial()
    } catch {
        fatalError("the trial's own routes: \(error)")
    }
}()

/// The package manager links an executable against `<target>_main`, which for libFuzzer would be the `main` of its
/// archive. Hence this detour.
@c(PathFuzz_main)
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
