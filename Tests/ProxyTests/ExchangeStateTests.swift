import Testing

@testable import Proxy

@Suite("The state of a relayed exchange")
struct ExchangeStateTests {
    @Test("a GET that met a stale connection is sent again, once")
    func get() {
        var state = ExchangeState(hasBody: false, isIdempotent: true)
        state.sent(onReused: true)
        #expect(state.upstreamLost(isClosed: true) == .retry)
        state.sent(onReused: true)
        #expect(state.upstreamLost(isClosed: true) == .answer)
    }

    @Test("on a fresh connection nothing is stale")
    func fresh() {
        var state = ExchangeState(hasBody: false, isIdempotent: true)
        state.sent(onReused: false)
        #expect(state.upstreamLost(isClosed: true) == .answer)
    }

    @Test("an upstream that misbehaved saw the request")
    func misbehaved() {
        var state = ExchangeState(hasBody: false, isIdempotent: true)
        state.sent(onReused: true)
        #expect(state.upstreamLost(isClosed: false) == .answer)
    }

    @Test("a POST without a body may have been carried out")
    func postWithoutBody() {
        var state = ExchangeState(hasBody: false, isIdempotent: false)
        state.sent(onReused: true)
        #expect(state.upstreamLost(isClosed: true) == .answer)
    }

    @Test("a POST whose body has not begun to leave cannot have been carried out")
    func postBeforeBody() {
        var state = ExchangeState(hasBody: true, isIdempotent: false)
        state.sent(onReused: true)
        #expect(state.upstreamLost(isClosed: true) == .retry)
    }

    @Test("a body byte that left cannot be sent again, whatever the method", arguments: [true, false])
    func bodyLeft(isIdempotent: Bool) {
        var state = ExchangeState(hasBody: true, isIdempotent: isIdempotent)
        state.sent(onReused: true)
        state.bodySent()
        #expect(state.upstreamLost(isClosed: true) == .answer)
    }

    @Test("once the answer has begun, a loss cuts it, complete request or not")
    func cut() {
        var state = ExchangeState(hasBody: true, isIdempotent: true)
        state.sent(onReused: true)
        state.responseStarted()
        #expect(state.upstreamLost(isClosed: true) == .cut)
        state.requestCompleted()
        #expect(state.upstreamLost(isClosed: false) == .cut)
    }

    @Test("the client's connection goes on only after a complete request")
    func keepAlive() {
        var state = ExchangeState(hasBody: true, isIdempotent: false)
        #expect(!state.mayKeepAlive)
        state.responseStarted()
        state.responseCompleted()
        #expect(!state.mayKeepAlive, "the rest of the body would be read as a request")
        state.requestCompleted()
        #expect(state.mayKeepAlive)
        #expect(ExchangeState(hasBody: false, isIdempotent: false).mayKeepAlive)
    }
}
