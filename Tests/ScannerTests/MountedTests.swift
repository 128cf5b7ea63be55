import Foundation
import Glibc
import LayerModel
import Testing

/// Mounts of a test, which not everybody may make.
private enum Mount {
  static let isAllowed: Bool = {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    guard mkdir(folder, 0o700) == 0 else { return false }
    defer { rmdir(folder) }
    guard mount("none", folder, "tmpfs", 0, nil) == 0 else { return false }
    remove(folder)
    return true
  }()

  static func remove(_ place: String) { umount2(place, Int32(MNT_DETACH)) }

  /// Shows one directory at the place of another.
  static func bind(_ source: String, at place: String) -> Bool {
    // MS_BIND.
    mount(source, place, nil, 4_096, nil) == 0
  }
}

/// Something else that is mounted inside a layer.
@Suite(.enabled(if: Mount.isAllowed, "makes mounts"))
struct MountedTests {
  @Test(arguments: ["tmpfs", "bind"])
  func `names below a mount are unknown, not missing`(kind: String) throws {
    let fixture = try OverlayProofTests.fixture()
    let elsewhere = fixture.root.appending(path: "elsewhere").path
    try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
    let place = fixture.path("d")
    #expect(
      kind == "bind"
        ? Mount.bind(elsewhere, at: place) : mount("none", place, "tmpfs", 0, nil) == 0)
    defer { Mount.remove(place) }
    let report = fixture.report()
    #expect(report.first == "not-read: not everything in it could be read")
    #expect(Set(report.dropFirst()) == ["problem not-entered 0/d"])
  }

  @Test(arguments: ["mounts/shm", "userdata/shm"])
  func `memory of a container that runs is no part of the store`(place: String) throws {
    let fixture = try OverlayProofTests.fixture()
    let places = [place, "other"].map {
      fixture.root.appending(path: "containers/c").appending(path: $0).path
    }
    for place in places {
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    }
    #expect(mount("none", places[0], "tmpfs", 0, nil) == 0)
    defer { Mount.remove(places[0]) }
    #expect(fixture.report() == ["verified: its DiffID was reproduced"])
    #expect(mount("none", places[1], "tmpfs", 0, nil) == 0)
    defer { Mount.remove(places[1]) }
    #expect(fixture.report().last == "problem not-entered containers/c/other")
  }

  @Test func `a layer that another directory is mounted over is not entered`() throws {
    let fixture = try OverlayProofTests.fixture()
    let place = fixture.root.appending(path: "0").path
    let other = fixture.root.appending(path: "other").path
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
    #expect(Mount.bind(other, at: place))
    defer { Mount.remove(place) }
    #expect(
      fixture.report() == [
        "not-read: not everything in it could be read", "problem not-entered 0",
      ])
  }

  @Test func `a layer that is mounted on itself is read`() throws {
    let fixture = try OverlayProofTests.fixture()
    let place = fixture.root.appending(path: "0").path
    #expect(Mount.bind(place, at: place))
    defer { Mount.remove(place) }
    #expect(fixture.report() == ["verified: its DiffID was reproduced"])
  }
}
