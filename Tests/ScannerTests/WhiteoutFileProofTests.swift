import Foundation
import Glibc
import LayerModel
import Testing

/// Layers that keep hidden names as files, as aufs and fuse-overlayfs do.
@Suite(.enabled(if: geteuid() == 0, "makes devices and owners"))
struct WhiteoutFileProofTests {
  private static func fixture() throws -> LayerFixture {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutFiles)
    try fixture.add([
      .directory("d"), .file("d/.wh.hidden"), .file("d/.wh..wh..opq"), .file("d/a", "a"),
    ])
    return fixture
  }

  @Test func `what fuse-overlayfs adds of its own is no fault`() throws {
    let fixture = try Self.fixture()
    try Data().write(to: URL(filePath: fixture.path("d/.wh..opq")))
    #expect(fixture.report() == ["verified: its DiffID was reproduced"])
  }

  /// So it does as root.
  @Test func `a device of fuse-overlayfs that makes a directory opaque is no fault`() throws {
    let fixture = try Self.fixture()
    try Disk.makeDevice(fixture.path("d/.wh..opq"), 0, 0)
    #expect(fixture.report() == ["verified: its DiffID was reproduced"])
  }

  @Test func `names that the kernel's overlay hid before are hidden as well`() throws {
    let fixture = try Self.fixture()
    for name in ["d/.wh.hidden", "d/.wh..wh..opq"] {
      try FileManager.default.removeItem(atPath: fixture.path(name))
    }
    try Disk.makeDevice(fixture.path("d/hidden"), 0, 0)
    try Disk.setAttribute("trusted.overlay.opaque", "y", fixture.path("d"))
    let report = fixture.report()
    #expect(report.first == "verified: its DiffID was reproduced")
    #expect(!report.contains { $0.hasPrefix("missing") || $0.hasPrefix("extra") })
  }

  @Test func `a whiteout file that is gone is missing, one too many is extra`() throws {
    let fixture = try Self.fixture()
    try FileManager.default.removeItem(atPath: fixture.path("d/.wh.hidden"))
    try Data().write(to: URL(filePath: fixture.path("d/.wh.a2")))
    #expect(
      fixture.report() == [
        OverlayDamage.reproduced, "extra d/.wh.a2: nothing → file",
        "missing d/.wh.hidden: file 644 0:0 0 bytes → nothing",
      ])
  }

  /// It hides all that lower layers have in the directory.
  @Test(arguments: [".wh..opq", ".wh..wh..opq"])
  func `a mark that makes a directory opaque is extra where the tar has none`(mark: String) throws {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutFiles)
    try fixture.add([.directory("d"), .file("d/a", "a")])
    try Data().write(to: URL(filePath: fixture.path("d/" + mark)))
    #expect(
      fixture.report() == [OverlayDamage.reproduced, "extra d/\(mark): nothing → file"])
  }
}
