"""ERN 3.8.2 and 3.8.3, written: names told wherever they occur, composites by territory, releases for tracks.

What a reader has to know to get the release back, besides what `normal.normalise` and `losses_3.arranged` do:

================================= ======================================================================================
in the message                    in the release
================================= ======================================================================================
first `…DetailsByTerritory`       `Worldwide`: everything without a territory; each later one holds what is said for its
                                  territory, with that code
`DisplayArtist` of a territory    everybody again, in the same order; a name that is the default one is no local name
`ArtistRole` `UserDefined`        `Remixer` as its user-defined value is the role of a remixer
`Indirect…` and `Resource-`       the same name and identifiers are one contributor: roles on the recording first, then
`Contributor`                     those behind the work; `PartyId` of name space `IPI` is the IPI name number
`DisplayConductor`                repeats a contributor who conducts
no `DisplayArtistName` on a       the display credit of the release
recording
`FormalTitle` like the            understood; the profiles want one
`DisplayTitle`
℗, © on `Release`                 those for everywhere; on a recording they are in its composite
track release                     repeats the recording, but for its deals and its date
group below the top               a disc: number, titles, GTIN; a group in it with a `GroupingTitle` is a work
number of an item                 the track's number, on a disc with works its place: groups and items share one count
secondary resource that is no     heard within a mix: `ResourceContainedResourceReference` says when and for how long
cover
preview dates of a deal           all four or none: one that is the deal's own start is none; on a track release the
                                  first date and that of the clips count, and the first one is always stated
`PriceType` of a price            its tier
`IsMultiArtistCompilation`        `true` on an album: a compilation of several artists
no deal for a track release       sold with the album alone, where the album itself has deals
================================= ======================================================================================
"""

from tunemantra.contrib.ddex.ern3.message import write_new_release

__all__ = ["write_new_release"]
