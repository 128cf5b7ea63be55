import Foundation
import Glibc
import LayerModel
import Testing

@testable import Scanner

/// Layers of engines that were told to give every file one mode (`force_mask`).
@Suite(.enabled(if: geteuid() == 0, "makes devices and owners"))
struct OverriddenStatusTests {
  private static let name = "user.containers.override_stat"

  @Test func `what engines write is read, and nothing else`() throws {
    let device = try #require(OverriddenStatus("5:6:0600:char-10-11"))
    #expect(device.owner == 5 && device.group == 6 && device.mode == 0o600)
    #expect(device.kind == .characterDevice)
    #expect(device.deviceMajor == 10 && device.deviceMinor == 11)
    let old = try #require(OverriddenStatus("0:0:0755"))
    #expect(old.kind == nil && old.modeMask == 0o777)
    #expect(OverriddenStatus("0:0:4755:file")?.mode == 0o4755)
    for text in [
      "", "0", "0:0", "0:0:9", "0:0:17777", "-1:0:755", "0:0:755:", "0:0:755:door",
      "0:0:600:char-1", "0:0:600:char-1-x", "0:0:755:file:x", "4294967296:0:755:file",
    ] {
      #expect(OverriddenStatus(text) == nil, "\(text)")
    }
  }

  private static func fixture() throws -> LayerFixture {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutFiles)
    try fixture.add([
      .directory("d").with { $0.mode = 0o1777 },
      .file("d/setuid", "x", mode: 0o4755).with { $0.owner = 5 }, .file("d/empty", mode: 0o600),
    ])
    for (path, stat) in [
      ("d", "0:0:1777:dir"), ("d/setuid", "5:0:4755:file"), ("d/empty", "0:0:0600:file"),
    ] {
      try Disk.check(lchown(fixture.path(path), 0, 0), "chown", path)
      try Disk.check(chmod(fixture.path(path), 0o700), "chmod", path)
      try Disk.setAttribute(Self.name, stat, fixture.path(path))
    }
    fixture.change { $0.content?.hasMountProgram = true }
    return fixture
  }

  @Test func `where the kernel mounts the layer nobody believes the attribute`() throws {
    let fixture = try Self.fixture()
    fixture.change { $0.content?.hasMountProgram = false }
    let faults = fixture.report().dropFirst()
    #expect(
      faults.map { $0.prefix { $0 != ":" } } == [
        "metadata-differs d", "metadata-differs d/empty", "metadata-differs d/setuid",
      ])
  }

  @Test func `a file that is shown as a device is told`() throws {
    let fixture = try Self.fixture()
    try Disk.setAttribute(Self.name, "0:0:0600:char-1-3", fixture.path("d/empty"))
    #expect(fixture.report().contains { $0.hasPrefix("kind-differs d/empty") })
  }

  @Test func `owner and mode are those of the attribute`() throws {
    let fixture = try Self.fixture()
    #expect(fixture.report() == [OverlayDamage.proven])
  }

  @Test func `an attribute that was changed is told as what it does`() throws {
    let fixture = try Self.fixture()
    try Disk.setAttribute(Self.name, "0:0:0755:file", fixture.path("d/setuid"))
    #expect(
      fixture.report() == [
        OverlayDamage.proven,
        "metadata-differs d/setuid: mode 4755, owner 5 → mode 755, owner 0 .M...U...",
      ])
  }

  @Test func `an attribute that is gone leaves what the disk has`() throws {
    let fixture = try Self.fixture()
    try Disk.removeAttribute(Self.name, fixture.path("d/empty"))
    let fault = "metadata-differs d/empty: mode 600 → mode 700 .M......."
    #expect(fixture.report() == [OverlayDamage.proven, fault])
    fixture.change { $0.content?.forcedMode = 0o700 }
    #expect(fixture.report() == [OverlayDamage.proven])
  }

  @Test func `a setuid bit on the disk is told whatever the attribute says`() throws {
    let fixture = try Self.fixture()
    try Disk.check(chmod(fixture.path("d/empty"), 0o4700), "chmod", "d/empty")
    #expect(
      fixture.report() == [
        OverlayDamage.proven, "metadata-differs d/empty: mode 600 → mode 4700 .M.......",
      ])
  }

  @Test func `special files are empty files that say what they are`() throws {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutFiles)
    try fixture.add([.device("null", 1, 3), .fifo("fifo")])
    fixture.change { $0.content?.hasMountProgram = true }
    for (path, stat) in [("null", "0:0:0644:char-1-3"), ("fifo", "0:0:0644:pipe")] {
      try FileManager.default.removeItem(atPath: fixture.path(path))
      try Data().write(to: URL(filePath: fixture.path(path)))
      try Disk.check(chmod(fixture.path(path), 0o700), "chmod", path)
      try Disk.setAttribute(Self.name, stat, fixture.path(path))
      try Disk.setTime(1_000_000_000, fixture.path(path))
    }
    #expect(fixture.report() == [OverlayDamage.proven])
    try Disk.setAttribute(Self.name, "0:0:0644:char-1-5", fixture.path("null"))
    #expect(
      fixture.report() == [
        OverlayDamage.reproduced, "target-differs null: device 1:3 → device 1:5 ...D.....",
      ])
  }

  @Test func `what a mounting program takes for an opaque directory is compared`() throws {
    for name in ["user.fuseoverlayfs.opaque", "user.overlay.opaque", "trusted.overlay.opaque"] {
      let fixture = try LayerFixture(.ownEntriesWithWhiteoutFiles)
      try fixture.add([.directory("d"), .file("d/.wh..wh..opq"), .directory("e"), .file("e/a")])
      try Disk.setAttribute(name, "y", fixture.path("d"))
      try Disk.setAttribute(name, "y", fixture.path("e"))
      #expect(fixture.report() == [OverlayDamage.proven])
      fixture.change { $0.content?.hasMountProgram = true }
      #expect(
        fixture.report() == [
          OverlayDamage.reproduced, "opaque-extra e: not opaque → opaque",
        ])
    }
  }
}
