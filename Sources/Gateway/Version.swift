/// What `breakwater --version` and `breakwater_build_info` say.
package enum Version {
    package static let current = "0.1.0"
}
