import Foundation
import Glibc
import LayerModel
import Testing

/// What the kernel keeps from processes without CAP_SYS_ADMIN.
@Suite(.enabled(if: geteuid() == 0, "makes devices and owners"))
struct HiddenAttributesTests {
  /// The layer as such a process sees it.
  private static func blindfolded() throws -> LayerFixture {
    let fixture = try OverlayProofTests.fixture()
    try Disk.removeAttribute("trusted.overlay.opaque", fixture.path("opaque"))
    try Disk.removeAttribute("trusted.note", fixture.path("d/attributes"))
    return fixture
  }

  @Test func `marks that are not shown are not missed, and the store is not wholly read`() throws {
    #expect(
      try Self.blindfolded().report(seesTrustedAttributes: false) == [
        "verified: its DiffID was reproduced; which directories hide others was not seen",
        "problem hidden 0",
      ])
  }

  @Test func `who sees the marks misses them`() throws {
    #expect(try Self.blindfolded().report().count == 3)
  }

  @Test func `other damage is found all the same`() throws {
    let fixture = try Self.blindfolded()
    try FileManager.default.removeItem(atPath: fixture.path("d/file"))
    #expect(
      fixture.report(seesTrustedAttributes: false).contains { $0.hasPrefix("missing d/file") })
  }

  @Test func `a copy of whole trees has no such marks`() throws {
    let fixture = try LayerFixture(.wholeTree)
    try fixture.add([.directory("d")])
    #expect(
      fixture.report(seesTrustedAttributes: false) == ["verified: its DiffID was reproduced"])
  }
}
