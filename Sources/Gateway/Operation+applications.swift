import Domain

/// What the service behind `/v1/app` is handed on. What it takes and answers is its own to say: only what is known of
/// making an application is described here.
extension Operation {
    static let applications = [
        handedOn("app-collection", "lists applications"),
        Operation(
            "app-collection-post", by: .upstream, "deploys an application", body: application, answer: .done),
        handedOn("app-collection-put", "changes an application"),
        handedOn("app-collection-delete", "removes applications"),
        handedOn("app-item", "looks at an application, or at what belongs to it", path: [rest]),
        handedOn("app-item-post", "adds to an application", path: [rest]),
        handedOn("app-item-put", "changes an application, or what belongs to it", path: [rest]),
        handedOn("app-item-delete", "removes an application, or what belongs to it", path: [rest]),
    ]

    private enum DeployType: String, CaseIterable {
        case deployment, daemonset
    }

    private static func handedOn(_ name: String, _ summary: String, path: [FieldDescription] = []) -> Operation {
        Operation(name, by: .upstream, summary, path: path, answer: .done)
    }

    private static let rest = FieldDescription(
        "rest", TextRule.notEmpty, "which one, and what of it: one segment or more", example: "web")

    private static let application = [
        FieldDescription("appName", TextRule.notEmpty, "its name", example: "web"),
        FieldDescription("deployType", ChoiceRule(DeployType.self), "how it is deployed", example: "deployment"),
        FieldDescription(
            "image", TextRule.notEmpty, "what runs, with its tag", example: "registry.example.org/calico/node:v1"),
        FieldDescription("version", TextRule.notEmpty, "two numbers with a dot between", example: "1.0"),
        FieldDescription("port", AnyListRule(), "its ports", example: []),
        number("minCPU", "per cent of a core", 10), number("maxCPU", "per cent of a core", 100),
        number("minMemory", "MB", 64), number("maxMemory", "MB", 256),
        FieldDescription("isHPA", FlagRule(), "whether there are more of it under load", example: false),
        number("targetCPUUtilization", "per cent", 80), number("targetMemUtilization", "per cent", 80),
        number("maxUnavailable", "while it is changed", 1), number("maxSurge", "while it is changed", 1),
        number("minReadySeconds", "before one counts as ready", 5),
        .optional(
            Field(
                "repositoryId", TextRule.notEmpty, "a registry elsewhere that the image is pulled from",
                example: "yq01")),
        .optional(Field("command", TextRule.anything, "what is run in it", example: "/serve")),
        .optional(Field("volume", AnyListRule(), "its volumes", example: [])),
        .optional(Field("env", AnyListRule(), "its environment", example: [])),
        .optional(Field("replicas", unsigned, "of a deployment", example: 1)),
        .optional(Field("minReplicas", unsigned, "of a deployment", example: 1)),
        .optional(Field("maxReplicas", unsigned, "of a deployment", example: 3)),
        .optional(Field("GPU", unsigned, "graphics processors", example: 0)),
    ]

    private static func number(_ name: String, _ note: String, _ example: JSONTree) -> FieldDescription {
        FieldDescription(name, unsigned, note, example: example)
    }

    private static let unsigned = IntegerRule(0...Int64(UInt32.max))
}
