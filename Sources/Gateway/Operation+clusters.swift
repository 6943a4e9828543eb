import Domain
import Translation

/// The operations about edge clusters and their nodes, none of which is built yet.
extension Operation {
    static let clusters = [
        clusterList, clusterLabelList, clusterLabelRead, clusterLabelAdd, clusterLabelRemove,
        nodeList, nodeLabelList, nodeLabelAdd, nodeLabelRemove,
    ]

    private static let clusterList = Operation(
        "cluster-list", by: .nobody, "lists the edge clusters",
        query: [
            .optional(
                Field("clusterLabel", labelRule, "only those with this label; all: every one", example: "coast"),
                fallback: "all")
        ] + PageRequest.fields(size: 0),
        answer: .list([
            FieldDescription("clusterName", TextRule.notEmpty, "its name", example: "GuangZhou"),
            FieldDescription("nodeCount", IntegerRule.count, "its nodes", example: 1),
            FieldDescription("isReady", FlagRule(), "whether it can be used", example: true),
        ]))

    private static let clusterLabelList = Operation(
        "cluster-label-list", by: .nobody, "every label that some cluster has", answer: .texts(label("clusterLabel")))

    private static let clusterLabelRead = Operation(
        "cluster-label-read", by: .nobody, "the labels of one cluster", path: [cluster], query: PageRequest.fields(),
        answer: .list([
            label("clusterLabel"),
            FieldDescription("createTime", IntegerRule.time, "Unix seconds", example: 1_551_758_321),
        ]))

    private static let clusterLabelAdd = Operation(
        "cluster-label-add", by: .nobody, "gives clusters a label", body: clusterLabel, answer: .done)

    private static let clusterLabelRemove = Operation(
        "cluster-label-remove", by: .nobody, "takes a label off clusters", body: clusterLabel, answer: .done)

    private static let nodeList = Operation(
        "node-list", by: .nobody, "lists the nodes of clusters",
        query: [
            .optional(
                Field("field", TextRule.notEmpty, "members to answer, joined with commas", example: "nodeName,isReady")),
            .optional(Field("nodeLabel", labelRule, "only those with this label", example: "coast")),
            .optional(Field("clusterName", TextRule.notEmpty, "only those of this cluster", example: "GuangZhou")),
            .optional(Field("nodeName", TextRule.notEmpty, "only that of this name", example: "GZ1")),
        ] + PageRequest.fields(),
        answer: .list(
            node,
            meta: [
                FieldDescription(
                    "readyNodeCount", IntegerRule.count, "how many of all that match can be used", example: 1)
            ]))

    private static let nodeLabelList = Operation(
        "node-label-list", by: .nobody, "every label that some node has",
        query: [
            .optional(Field("clusterName", TextRule.notEmpty, "only of nodes of this cluster", example: "GuangZhou"))
        ],
        answer: .texts(label("nodeLabel")))

    private static let nodeLabelAdd = Operation(
        "node-label-add", by: .nobody, "gives nodes of a cluster a label", body: nodeLabel, answer: .done)

    private static let nodeLabelRemove = Operation(
        "node-label-remove", by: .nobody, "takes a label off nodes of a cluster",
        body: nodeLabel + [
            .optional(
                Field(
                    "deleteDeploy", FlagRule(), "whether the deployments that need it go with it", example: true),
                fallback: false)
        ],
        answer: .done)

    private static let clusterLabel = [names("clusterName", "clusters", example: "GuangZhou"), label("clusterLabel")]

    private static let nodeLabel = [names("nodeName", "nodes", example: "GZ1"), label("nodeLabel"), cluster]

    private static let cluster = FieldDescription(
        "clusterName", TextRule.notEmpty, "the name of the cluster", example: "GuangZhou")

    /// All of them, or those that `field` names.
    private static let node = [
        member("nodeName", TextRule.notEmpty, "its name", example: "GZ1"),
        member("clusterName", TextRule.notEmpty, "its cluster", example: "GuangZhou"),
        member("operatingSystem", TextRule.anything, "what runs on it", example: "Linux"),
        member("kernelVersion", TextRule.anything, "of its kernel", example: "6.1.0"),
        member("ip", TextRule.anything, "its address", example: "192.0.2.7"),
        member("cpu", IntegerRule.count, "cores", example: 8),
        member("memory", IntegerRule.count, "bytes", example: 17_179_869_184),
        member("gpu", IntegerRule.count, "bytes of its graphics memory", example: 0),
        member("disk", IntegerRule.count, "bytes", example: 107_374_182_400),
        member("isReady", FlagRule(), "whether it can be used", example: true),
    ]

    private static func member(
        _ name: String, _ rule: some ValueRule, _ note: String, example: JSONTree
    ) -> FieldDescription {
        .optional(Field(name, rule, note, example: example))
    }

    private static func label(_ name: String) -> FieldDescription {
        FieldDescription(name, givenLabelRule, "the label, which is not all", example: "coast")
    }

    private static func names(_ name: String, _ things: String, example: JSONTree) -> FieldDescription {
        FieldDescription(
            name, ListRule(of: TextRule.notEmpty, count: 1...Int.max), "the names of \(things)", example: [example])
    }

    /// As Kubernetes has the name of a label
    /// (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/), without the underscore.
    private static let labelRule: TextRule = {
        let end = TextPattern.Form.one(CharacterClass("A"..."Z", "a"..."z", "0"..."9"))
        let inside = TextPattern.Form.one(CharacterClass("A"..."Z", "a"..."z", "0"..."9", signs: ".-"))
        return TextRule(
            1...63, pattern: TextPattern(.sequence([end, .optional(.sequence([.any(inside), end]))])),
            requirement: "1 to 63 letters, digits, - and . are required, a letter or a digit at both ends")
    }()

    /// The same without `all`, which stands for every label: told apart from it sign by sign.
    private static let givenLabelRule: TextRule = {
        let end = TextPattern.Form.one(CharacterClass("A"..."Z", "a"..."z", "0"..."9"))
        let inside = TextPattern.Form.one(CharacterClass("A"..."Z", "a"..."z", "0"..."9", signs: ".-"))
        let notA = TextPattern.Form.one(CharacterClass("A"..."Z", "b"..."z", "0"..."9"))
        let notL = TextPattern.Form.one(CharacterClass("A"..."Z", "a"..."k", "m"..."z", "0"..."9"))
        let notLInside = TextPattern.Form.one(
            CharacterClass("A"..."Z", "a"..."k", "m"..."z", "0"..."9", signs: ".-"))
        // What may follow one sign and more.
        let rest = TextPattern.Form.sequence([.any(inside), end])
        let behindAL = TextPattern.Form.either([notL, .sequence([inside, rest])])
        let behindA = TextPattern.Form.either([
            end, .sequence([notLInside, rest]), .sequence([.sign("l"), behindAL]),
        ])
        return TextRule(
            labelRule.length,
            pattern: TextPattern(.either([end, .sequence([notA, rest]), .sequence([.sign("a"), behindA])])),
            requirement: labelRule.requirement + ", but not all")
    }()
}
