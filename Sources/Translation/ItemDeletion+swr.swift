import Domain

/// The calls of `/v1` that delete, on SWR. All that is named has to be the caller's, before the first item is touched.
extension ItemDeletion {
    /// `DELETE /v1/repository/image`: whole repositories, with all that is in them.
    static func images(
        query: String, body: [UInt8], contentType: String?, swr: SWRContext
    ) throws(GatewayError) -> ItemDeletion {
        let fields = try CallFields(query: query, body: body, contentType: contentType, lists: ["imageName"])
        let images = try fields.texts("imageName").map { text throws(GatewayError) in
            try SWRImageName(text, field: "imageName")
        }
        let items = try distinct(images, field: "imageName").map { image throws(GatewayError) in
            try swr.requireOwn(image.organization, field: "imageName")
            return Item(
                key: .name(image.description), call: .swr(image.path, method: "DELETE"),
                held: swr.held(image.organization))
        }
        return ItemDeletion(
            items, on: .swr, wording: Wording(kept: "image not empty", absent: "imageName: no such image"))
    }

    /// `DELETE /v1/repository/image/tag`: tags of one image, and nothing but the tags.
    static func imageTags(
        query: String, body: [UInt8], contentType: String?, swr: SWRContext
    ) throws(GatewayError) -> ItemDeletion {
        let fields = try CallFields(
            query: query, body: body, contentType: contentType, texts: ["imageName"], lists: ["tag"])
        let image = try SWRImageName(try fields.text("imageName"), field: "imageName")
        let tags = try fields.texts("tag").map { text throws(GatewayError) in try TagName(text, field: "tag") }
        let items = try distinct(tags, field: "tag").map { tag in
            Item(
                key: .name(tag.value), call: .swr("\(image.path)/tags/\(tag)", method: "DELETE"),
                held: swr.held(image.organization))
        }
        try swr.requireOwn(image.organization, field: "imageName")
        return ItemDeletion(
            items, on: .swr, wording: Wording(kept: "this tag cannot be deleted", absent: "tag: no such tag"))
    }
}
