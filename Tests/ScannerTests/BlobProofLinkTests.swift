import Foundation
import Glibc
import LayerModel
import TarFixtures
import Testing

/// Links and sparse files of layers that are proven by their blobs.
@Suite(.enabled(if: geteuid() == 0, "makes devices and owners"))
struct BlobProofLinkTests {
  private static let verified =
    "verified: every entry is as in its blob, whose digest was reproduced"
  private static let damaged = "damaged: files differ from the blob that it was unpacked from"

  private static func unknown(_ name: String) -> [String] {
    [
      "unverifiable: not every entry of its blob can be compared: what \(name) is linked to is not"
        + " known"
    ]
  }

  private func fixture(
    _ entries: [TarEntry], _ shape: ContentPlan.Shape = .ownEntriesWithWhiteoutDevices,
    change: (TarEntry) -> TarEntry? = { $0 }
  ) throws -> LayerFixture {
    let fixture = try LayerFixture(shape, blobs: { Compression.gzip($0) })
    try fixture.add(entries) { entry, builder in
      guard let entry = change(entry) else { return }
      builder.add(
        name: Array(entry.name.utf8), header: entry.header, content: Array(entry.content.utf8))
    }
    return fixture
  }

  @Test func `something else in the place of a hard link is damage`() throws {
    let fixture = try fixture([.file("big", "content"), .hardLink("hard", to: "big")])
    #expect(fixture.report() == [Self.verified])
    try FileManager.default.removeItem(atPath: fixture.path("hard"))
    try Disk.check(symlink("big", fixture.path("hard")), "symlink", "hard")
    #expect(
      fixture.report() == [Self.damaged, "kind-differs hard: file, linked to big → symlink"])
    try FileManager.default.removeItem(atPath: fixture.path("hard"))
    try Disk.makeDevice(fixture.path("hard"), 1, 3)
    #expect(
      fixture.report() == [
        Self.damaged, "kind-differs hard: file, linked to big → character-device",
      ])
  }

  @Test func `another name of a symlink or a device leads where that does`() throws {
    let fixture = try fixture([
      .file("a", mode: 0o777), .symlink("link", to: "a"),
      .hardLink("other", to: "link").with { $0.mode = 0o777 },
      .device("null", 1, 3), .hardLink("zero", to: "null"),
    ])
    #expect(fixture.report() == [Self.verified])
    for name in ["other", "zero"] {
      try FileManager.default.removeItem(atPath: fixture.path(name))
    }
    try Disk.check(symlink("b", fixture.path("other")), "symlink", "other")
    try Disk.makeDevice(fixture.path("zero"), 1, 5)
    #expect(
      fixture.report() == [
        Self.damaged, "target-differs other: a → b ....L....",
        "target-differs zero: device 1:3 → device 1:5 ...D.....",
      ])
  }

  @Test func `a link that leads out of the layer is not called proven`() throws {
    let fixture = try fixture([.file("big", "content"), .hardLink("hard", to: "big")]) { entry in
      entry.with { if $0.type == "1" { $0.target = "../../big" } }
    }
    #expect(fixture.report() == Self.unknown("hard"))
  }

  @Test(arguments: [ContentPlan.Shape.wholeTree, .ownEntriesWithWhiteoutDevices])
  func `a link to what lies behind a symlink is not called proven`(
    shape: ContentPlan.Shape
  ) throws {
    let fixture = try fixture(
      [
        .directory("usr"), .directory("usr/lib"), .file("usr/lib/x", "x"),
        .symlink("lib", to: "usr/lib"), .hardLink("y", to: "lib/x"),
      ], shape)
    #expect(fixture.report() == Self.unknown("y"))
  }

  @Test func `a link to what another layer has is no difference`() throws {
    let fixture = try fixture([.file("x", "x"), .hardLink("y", to: "x")]) { entry in
      entry.name == "x" ? nil : entry
    }
    try FileManager.default.removeItem(atPath: fixture.path("x"))
    #expect(fixture.report() == Self.unknown("y"))
  }

  @Test func `a link whose target's name was given to another file is not called proven`() throws {
    let fixture = try fixture([
      .file("x", "old"), .hardLink("y", to: "x"), .file("x", "new").with { $0.mode = 0o600 },
    ])
    #expect(fixture.report() == Self.unknown("y"))
  }

  @Test func `a file of nothing but holes is compared, and what follows it, too`() throws {
    let holes = TarEntry.file("holes", String(repeating: "\0", count: 5_000)).with {
      $0.records = [("GNU.sparse.map", "5000,0"), ("GNU.sparse.size", "5000")]
    }
    let fixture = try fixture([holes, .file("next", "next")]) { entry in
      entry.with { if $0.name == "holes" { $0.content = "" } }
    }
    #expect(fixture.report() == [Self.verified])
    try Data(holes.content.dropLast().utf8 + [1]).write(to: URL(filePath: fixture.path("holes")))
    try Disk.setTime(1_000_000_000, fixture.path("holes"))
    #expect(
      fixture.report() == [
        Self.damaged,
        "content-differs holes: the bytes that the layer's blob has → "
          + "other bytes from offset 4999 on ..5......",
      ])
  }

  @Test func `the oldest form of a PAX sparse file is compared as a whole`() throws {
    let sparse = TarEntry.file("sparse", "a" + String(repeating: "\0", count: 5_000) + "data").with
    {
      $0.records = [
        ("GNU.sparse.size", "5005"), ("GNU.sparse.numblocks", "2"), ("GNU.sparse.offset", "0"),
        ("GNU.sparse.numbytes", "1"), ("GNU.sparse.offset", "5001"), ("GNU.sparse.numbytes", "4"),
      ]
    }
    let fixture = try fixture([sparse]) { entry in entry.with { $0.content = "adata" } }
    #expect(fixture.report() == [Self.verified])
    try Data(sparse.content.dropLast().utf8 + [1]).write(to: URL(filePath: fixture.path("sparse")))
    try Disk.setTime(1_000_000_000, fixture.path("sparse"))
    #expect(
      fixture.report() == [
        Self.damaged,
        "content-differs sparse: the bytes that the layer's blob has → "
          + "other bytes from offset 5004 on ..5......",
      ])
  }

  @Test func `a sparse file of the old GNU form is not compared, and not called damaged`() throws {
    let sparse = TarEntry.file("sparse", "data" + String(repeating: "\0", count: 5_000))
    let fixture = try fixture([sparse]) { entry in
      entry.with {
        $0.type = "S"
        $0.content = "data"
      }
    }
    #expect(
      fixture.report() == [
        "unverifiable: not every entry of its blob can be compared: sparse is a sparse file"
      ])
  }
}
