import Domain

/// The settings of the registry that an administrator reads and changes by their keys.
struct HarborConfiguration: Sendable {
    private var values: [String: JSONDocument] = [
        "audit_log_forward_endpoint": "", "auth_mode": "db_auth", "banner_message": "",
        "disabled_audit_log_event_types": "", "http_authproxy_admin_groups": "", "http_authproxy_admin_usernames": "",
        "http_authproxy_endpoint": "", "http_authproxy_server_certificate": "", "http_authproxy_skip_search": false,
        "http_authproxy_tokenreview_endpoint": "", "http_authproxy_verify_cert": true, "ldap_base_dn": "",
        "ldap_filter": "", "ldap_group_admin_dn": "", "ldap_group_attach_parallel": false,
        "ldap_group_attribute_name": "", "ldap_group_base_dn": "", "ldap_group_membership_attribute": "memberof",
        "ldap_group_search_filter": "", "ldap_scope": 2, "ldap_search_dn": "", "ldap_timeout": 5, "ldap_uid": "cn",
        "ldap_url": "", "ldap_verify_cert": true, "notification_enable": true, "oidc_admin_group": "",
        "oidc_auto_onboard": false, "oidc_client_id": "", "oidc_endpoint": "", "oidc_extra_redirect_parms": "{}",
        "oidc_group_filter": "", "oidc_groups_claim": "", "oidc_logout": false, "oidc_name": "", "oidc_scope": "",
        "oidc_user_claim": "", "oidc_verify_cert": true, "primary_auth_mode": false,
        "project_creation_restriction": "everyone", "quota_per_project_enable": true, "read_only": false,
        "robot_name_prefix": "robot$", "robot_token_duration": 30, "scanner_skip_update_pulltime": false,
        "self_registration": false, "session_timeout": 60, "skip_audit_log_database": false,
        "storage_per_project": -1, "token_expiration": 30, "uaa_client_id": "", "uaa_endpoint": "",
        "uaa_verify_cert": false,
    ]

    private static let positive: Set<String> = ["robot_token_duration", "session_timeout", "token_expiration"]

    subscript(_ key: String) -> JSONDocument { values[key] ?? .null }

    var isReadOnly: Bool { self["read_only"] == true }
    var letsEverybodyMakeProjects: Bool { self["project_creation_restriction"] == "everyone" }

    /// How long a login lasts; a year at most.
    var sessionTimeout: Duration {
        guard case .number(let minutes) = self["session_timeout"] else { return .seconds(3_600) }
        return .seconds(60 * min(minutes, 525_600))
    }

    var document: JSONDocument {
        .object(
            Dictionary(
                uniqueKeysWithValues: values.map { key, value in
                    (key, ["editable": .bool(key != "auth_mode"), "value": value])
                }))
    }

    /// Changes what is named and known; unknown keys are ignored without a word.
    mutating func change(_ body: HarborBody) throws(HarborFault) {
        var changed = values
        for (key, present) in values {
            switch present {
            case .bool:
                if let flag = try body.flag(key) { changed[key] = .bool(flag) }
            case .number:
                guard let number = try body.integer(key) else { continue }
                if Self.positive.contains(key), number < 1 {
                    throw .badRequest("the \(key) value must be positive")
                }
                changed[key] = .number(number)
            default:
                if let text = try body.text(key) { changed[key] = .text(text) }
            }
        }
        guard ["everyone", "adminonly"].contains(changed["project_creation_restriction"]) else {
            throw .badRequest(
                "bad request: item name project_creation_restriction: invalid project_creation_restriction, "
                    + "should be adminonly or everyone")
        }
        guard changed["auth_mode"] == values["auth_mode"] else {
            throw .badRequest("auth_mode can not be changed while there are users")
        }
        values = changed
    }
}
