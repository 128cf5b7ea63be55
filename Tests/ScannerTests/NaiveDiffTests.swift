import Foundation
import Glibc
import LayerModel
import Testing

/// Layers whose tar was made by comparing two mounted trees, so that it does not tell what overlay
/// made of the layer's own directory.
@Suite(.enabled(if: geteuid() == 0, "makes devices and owners"))
struct NaiveDiffTests {
  private static let shapes = [
    ContentPlan.Shape.ownEntriesWithWhiteoutDevices, .ownEntriesWithWhiteoutFiles,
  ]

  /// Of `d` everything was removed and made again, of `e`, which was empty, nothing remains to be
  /// told; `keep` was given the owner that it had.
  private static func fixture(
    _ shape: ContentPlan.Shape, blobs compression: (([UInt8]) -> [UInt8])? = nil
  ) throws -> LayerFixture {
    let fixture = try LayerFixture(shape, blobs: compression)
    try fixture.add([
      .directory("d"), .file("d/a", "a"), .file("d/b", "b"), .directory("d/s"),
      .file("d/s/x", "x"), .directory("e"), .directory("keep"), .file("keep/f", "f"),
      .file("keep/g", "g"),
    ])
    try fixture.add([
      .directory("d"), .file("d/.wh.a"), .file("d/b", "other"), .directory("d/s"),
      .file("d/s/.wh.x"),
    ])
    for name in ["a", "s/x"].map({ shape == .ownEntriesWithWhiteoutDevices ? $0 : hidden($0) }) {
      try FileManager.default.removeItem(atPath: fixture.path("d/" + name, layer: fixture.top))
    }
    try mark("d", opaqueIn: fixture)
    for name in ["e", "keep"] {
      try FileManager.default.createDirectory(
        atPath: fixture.path(name, layer: fixture.top), withIntermediateDirectories: false,
        attributes: [.posixPermissions: 0o755])
    }
    try mark("e", opaqueIn: fixture)
    try write("f", to: "keep/f", in: fixture)
    return fixture
  }

  private static func hidden(_ path: String) -> String {
    var parts = path.split(separator: "/").map(String.init)
    parts[parts.count - 1] = ".wh." + parts[parts.count - 1]
    return parts.joined(separator: "/")
  }

  private static func mark(_ directory: String, opaqueIn fixture: LayerFixture) throws {
    if fixture.shape == .ownEntriesWithWhiteoutFiles {
      try write("", to: directory + "/.wh..wh..opq", in: fixture)
      try Disk.makeDevice(fixture.path(directory + "/.wh..opq", layer: fixture.top), 0, 0)
    } else {
      try Disk.setAttribute(
        "trusted.overlay.opaque", "y", fixture.path(directory, layer: fixture.top))
    }
  }

  private static func write(_ text: String, to path: String, in fixture: LayerFixture) throws {
    let file = fixture.path(path, layer: fixture.top)
    try Data(text.utf8).write(to: URL(filePath: file))
    // As a copy into the layer has it.
    try Disk.setTime(TarEntry.file("").time, file)
    chmod(fixture.path(path, layer: fixture.top), 0o644)
  }

  @Test(arguments: shapes)
  func `directories that hide what the tar hides by name are no fault`(
    shape: ContentPlan.Shape
  ) throws {
    #expect(try Self.fixture(shape).report() == ["verified: its DiffID was reproduced"])
  }

  @Test func `nor are they where the tar is a blob`() throws {
    let fixture = try Self.fixture(.ownEntriesWithWhiteoutDevices) { $0 }
    let verdict = "verified: every entry is as in its blob, whose digest was reproduced"
    #expect(fixture.report(layer: fixture.top) == [verdict])
    try Self.write("new", to: "keep/new", in: fixture)
    #expect(
      fixture.report(layer: fixture.top) == [
        "damaged: files differ from the blob that it was unpacked from",
        "extra keep/new: nothing → file",
      ])
  }

  @Test func `a directory that hides more than the tar is told with what it hides`() throws {
    let fixture = try Self.fixture(.ownEntriesWithWhiteoutDevices)
    try Self.mark("keep", opaqueIn: fixture)
    #expect(
      fixture.report(layer: fixture.top) == [
        OverlayDamage.reproduced, "opaque-extra keep: not opaque → opaque, which hides keep/g",
      ])
  }

  @Test func `so it is where a file marks it`() throws {
    let fixture = try Self.fixture(.ownEntriesWithWhiteoutFiles)
    try Self.write("", to: "keep/.wh..wh..opq", in: fixture)
    #expect(
      fixture.report(layer: fixture.top) == [
        OverlayDamage.reproduced, "extra keep/.wh..wh..opq: nothing → file",
      ])
  }

  @Test(arguments: shapes)
  func `what hides nothing any more is missed`(shape: ContentPlan.Shape) throws {
    let fixture = try Self.fixture(shape)
    if shape == .ownEntriesWithWhiteoutFiles {
      for name in ["d/.wh..wh..opq", "d/.wh..opq"] {
        try FileManager.default.removeItem(atPath: fixture.path(name, layer: fixture.top))
      }
    } else {
      try Disk.removeAttribute("trusted.overlay.opaque", fixture.path("d", layer: fixture.top))
    }
    let report = fixture.report(layer: fixture.top)
    #expect(report.count == 3, "\(report)")
    #expect(report.dropFirst().allSatisfy { $0.contains("missing d/") })
  }

  @Test(arguments: shapes)
  func `an entry that no tar has is extra unless it is as it was below`(
    shape: ContentPlan.Shape
  ) throws {
    let fixture = try Self.fixture(shape)
    try Self.write("F", to: "keep/f", in: fixture)
    try Self.write("g", to: "keep/g", in: fixture)
    chmod(fixture.path("keep/g", layer: fixture.top), 0o600)
    try Self.write("new", to: "keep/new", in: fixture)
    #expect(
      fixture.report(layer: fixture.top) == [
        OverlayDamage.reproduced, "extra keep/f: nothing → file", "extra keep/g: nothing → file",
        "extra keep/new: nothing → file",
      ])
  }

  @Test(arguments: shapes)
  func `other attributes or times are another file`(shape: ContentPlan.Shape) throws {
    let fixture = try Self.fixture(shape)
    try Disk.setAttribute("user.other", "y", fixture.path("keep/f", layer: fixture.top))
    try Self.write("g", to: "keep/g", in: fixture)
    try Disk.setTime(7, fixture.path("keep/g", layer: fixture.top))
    #expect(
      fixture.report(layer: fixture.top) == [
        OverlayDamage.reproduced, "extra keep/f: nothing → file", "extra keep/g: nothing → file",
      ])
  }

  /// What a container sees then is what the tar says to hide.
  @Test(arguments: [".wh..wh..opq", ".wh.a"])
  func `what the tar hides by a file is not as it was below`(mark: String) throws {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutFiles)
    try fixture.add([.directory("d"), .file("d/a", "a")])
    try fixture.add([.directory("d"), .file("d/" + mark)])
    try Self.write("a", to: "d/a", in: fixture)
    #expect(
      fixture.report(layer: fixture.top).contains("extra d/a: nothing → file"))
  }

  @Test(arguments: shapes)
  func `of a directory that is not as it was below, it alone is told`(
    shape: ContentPlan.Shape
  ) throws {
    let fixture = try Self.fixture(shape)
    try Self.write("new", to: "keep/new", in: fixture)
    chmod(fixture.path("keep", layer: fixture.top), 0o700)
    #expect(
      fixture.report(layer: fixture.top) == [
        OverlayDamage.reproduced, "extra keep: nothing → directory",
      ])
  }

  @Test(arguments: shapes)
  func `what a layer between hides is not below`(shape: ContentPlan.Shape) throws {
    let fixture = try LayerFixture(shape)
    try fixture.add([.directory("d"), .file("d/a", "a")])
    try fixture.add([.directory("d"), .file("d/.wh.a")])
    try fixture.add([.file("x", "x")])
    try FileManager.default.createDirectory(
      atPath: fixture.path("d", layer: fixture.top), withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o755])
    try Self.mark("d", opaqueIn: fixture)
    #expect(fixture.report(layer: fixture.top) == ["verified: its DiffID was reproduced"])
    try Self.write("a", to: "d/a", in: fixture)
    #expect(
      fixture.report(layer: fixture.top) == [OverlayDamage.reproduced, "extra d/a: nothing → file"])
  }
}
