/// One row of a `/v1` list.
protocol ListRow {
    /// Writes the object, members in alphabetical order: so the same answer is the same bytes each time.
    func write(into json: inout JSONWriter)
}

/// The body of a `/v1` list: `{"code":200,"data":[…],"message":"success","total":n}`.
struct ListEnvelope<Row: ListRow> {
    let data: [Row]
    /// All rows that match, before paging.
    let total: Int

    func answer() -> TranslationAnswer {
        // Rows have some 200 bytes.
        var json = JSONWriter(capacity: 64 + data.count * 256)
        json.raw("{\"code\":200,\"data\":[")
        for (place, row) in data.enumerated() {
            if place > 0 { json.raw(",") }
            row.write(into: &json)
        }
        json.raw("],\"message\":\"success\",\"total\":")
        json.integer(Int64(total))
        json.raw("}\n")
        return TranslationAnswer(status: 200, body: json.bytes)
    }
}
