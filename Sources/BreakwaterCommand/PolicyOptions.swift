import ArgumentParser
import Foundation
import Gateway

/// What commands about one set of policies can be told.
struct PolicyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The directory of the policies; otherwise that of the settings.", valueName: "directory"))
    var policies: String?

    @OptionGroup var gateway: GatewayOptions
    @OptionGroup var report: ReportOptions

    func check() throws -> PolicyCheck {
        PolicyCheck(directory: try directory(), environment: ProcessInfo.processInfo.environment)
    }

    func desk() throws -> PolicyDesk { try report.desk(of: try directory()) }

    func directory() throws -> String {
        if let policies { return policies }
        return try gateway.settings().policies
    }
}
