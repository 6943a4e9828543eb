import Domain
import Translation

/// The operations about businesses, none of which is built yet.
extension Operation {
    static let business = [businessCreate, businessList, businessRead, businessDecide]

    private enum OrderBy: String, CaseIterable {
        case id
    }

    private enum Order: String, CaseIterable {
        case asc, desc
    }

    private static let businessCreate = Operation(
        "business-create", by: .nobody, "asks for a business, which then waits for approval",
        note: "For who signed up as an administrator and has no business so far.",
        body: [
            FieldDescription(
                "name", TextRule(1...64, requirement: "1 to 64 characters are required"),
                "the name, which no other business has", example: "Lighthouse"),
            text("introduce", "what it does", example: "lights the coast"),
            text("objective", "what it wants", example: "no wreck"),
            text("scale", "how large it is", example: "12 people"),
        ],
        answer: .done)

    private static let businessList = Operation(
        "business-list", by: .nobody, "lists all businesses for a system administrator, their own for others",
        query: [
            .optional(
                Field("orderBy", ChoiceRule(OrderBy.self), "what rows are ordered by", example: "id"), fallback: "id"),
            .optional(Field("order", ChoiceRule(Order.self), "which way", example: "asc"), fallback: "asc"),
            .optional(Field("name", TextRule.notEmpty, "a part of the name", example: "Light")),
        ] + PageRequest.fields(),
        answer: .list(identity + decision))

    private static let businessRead = Operation(
        "business-read", by: .nobody, "one business", path: [number],
        answer: .object(
            identity + [
                FieldDescription("introduce", TextRule.anything, "what it does", example: "lights the coast"),
                FieldDescription("objective", TextRule.anything, "what it wants", example: ""),
                FieldDescription("scale", TextRule.anything, "how large it is", example: "12 people"),
            ] + decision))

    private static let businessDecide = Operation(
        "business-decide", by: .nobody, "approves or refuses a business; approval makes its namespace", path: [number],
        body: [
            text("comment", "why", example: "pass"),
            FieldDescription("status", IntegerRule(1...2), "1 approved, 2 refused", example: 1),
        ],
        answer: .done)

    private static let number = FieldDescription("id", IntegerRule.identifier, "the number of the business", example: 1)

    private static let identity = [
        FieldDescription("id", IntegerRule.identifier, "its number", example: 1),
        FieldDescription("name", TextRule.notEmpty, "its name", example: "Lighthouse"),
        FieldDescription("userId", IntegerRule.identifier, "who asked for it", example: 123),
    ]

    private static let decision = [
        FieldDescription("comment", TextRule.anything, "why it was approved or refused", example: "pass"),
        FieldDescription("status", IntegerRule(0...3), "0 waits, 1 approved, 2 refused, 3 deleted", example: 0),
        FieldDescription("createTime", IntegerRule.time, "Unix seconds", example: 1_590_062_196),
        FieldDescription("updateTime", IntegerRule.time, "Unix seconds", example: 1_590_062_196),
    ]

    private static func text(_ name: String, _ note: String, example: JSONTree) -> FieldDescription {
        FieldDescription(
            name, TextRule(1...512, requirement: "1 to 512 characters are required"), note, example: example)
    }
}
