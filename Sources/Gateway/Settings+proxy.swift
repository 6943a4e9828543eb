import Domain
import NIOCore
import Proxy
import Upstream

/// The settings in the types of the modules that obey them.
extension Settings {
    var proxyDeadlines: ProxyServices.Deadlines {
        var amounts = ProxyServices.Deadlines()
        amounts.requestHead = TimeAmount(deadlines.requestHead)
        amounts.bodyIdle = TimeAmount(deadlines.bodyIdle)
        amounts.upstreamConnect = TimeAmount(deadlines.upstreamConnect)
        amounts.responseHead = TimeAmount(deadlines.responseHead)
        amounts.keepAlive = TimeAmount(deadlines.keepAlive)
        amounts.drain = TimeAmount(deadlines.drain)
        return amounts
    }

    var poolLimits: PoolLimits {
        PoolLimits(
            connections: limits.upstreamConnections, waiting: limits.upstreamWaiting,
            connect: TimeAmount(deadlines.upstreamConnect))
    }
}

extension ListenAddress {
    func socketAddress() throws(StartupError) -> SocketAddress {
        do {
            return try SocketAddress(ipAddress: host, port: port)
        } catch {
            throw StartupError("listen", "\(self) is not an address")
        }
    }
}
