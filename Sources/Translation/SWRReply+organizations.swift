extension UpstreamReply {
    /// SWR's own word that there is no such organization: a 404 of something in between is not.
    var isOrganizationAbsence: Bool { status == 404 && [4_040_058, 4_041_061].contains(swrCode) }
}
