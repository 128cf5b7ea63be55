import LayerModel
import Testing

/// What the rules of a format say of a place.
struct PlaceTableTests {
  private static let table = PlaceTable([
    PlaceRule("containers/*/*-json.log*", .log), PlaceRule("containers/**", .metadata),
    PlaceRule("volumes/metadata.db", .metadata), PlaceRule("volumes/*/**", .volume),
    PlaceRule("overlay2/*/link", .metadata), PlaceRule("overlay2/*/merged", .metadata),
    PlaceRule("io.*.v1/deep/file", .other),
  ])

  @Test(arguments: [
    ("containers", true, "metadata containers"),
    ("containers/c1", true, "metadata containers"),
    ("containers/c1/config.json", false, "metadata containers"),
    ("containers/c1/c1-json.log", false, "log containers/c1/c1-json.log"),
    ("containers/c1/c1-json.log.1.gz", false, "log containers/c1/c1-json.log.1.gz"),
    ("containers/c1/deep/c1-json.log", false, "metadata containers"),
    ("volumes", true, "metadata volumes"),
    ("volumes/metadata.db", false, "metadata volumes/metadata.db"),
    ("volumes/v1", true, "volume volumes/v1"),
    ("volumes/v1/_data/deep/file", false, "volume volumes/v1"),
    ("overlay2/id", true, "metadata overlay2"),
    ("overlay2/id/link", false, "metadata overlay2"),
    ("overlay2/id/links", false, "unexplained overlay2/id/links"),
    ("overlay2/id/merged/stray", false, "unexplained overlay2/id/merged/stray"),
    ("overlay2/file", false, "unexplained overlay2/file"),
    ("io.some.v1/deep/file", false, "other io.some.v1/deep/file"),
    ("io.some.v2/deep/file", false, "unexplained io.some.v2"),
    ("strange/deep/er", true, "unexplained strange"),
  ])
  func `a place is what the first rule that matches says`(
    path: BytePath, isDirectory: Bool, expected: String
  ) {
    var found = Self.table.start
    var place = BytePath([])
    let components = path.components
    for (number, component) in components.enumerated() {
      place = place.appending(component)
      found = Self.table.entry(
        at: place, isDirectory: number < components.count - 1 || isDirectory, in: found.state)
    }
    #expect("\(found.key.name.rawValue) \(found.key.path)" == expected)
  }

  @Test func `the root itself is metadata`() {
    #expect(Self.table.start.key == PlaceKey(.metadata, BytePath([])))
  }
}
