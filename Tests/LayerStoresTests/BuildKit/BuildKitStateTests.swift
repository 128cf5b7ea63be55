import Foundation
import LayerModel
import LayerStores
import StoreFixtures
import Testing

/// Databases that are missing, damaged or something else.
@Suite struct BuildKitStateTests {
  static let unknown = SearchedRoot(
    name: "build-cache", path: "buildkit/snapshots.db", owners: nil)

  private func expectUnknown(_ claims: BuildKitClaims) {
    #expect(!claims.isOwnershipKnown)
    #expect(claims.searchedRoot == Self.unknown)
    #expect(claims.directories == [:])
    #expect(claims.chains == [:])
  }

  @Test func `without a build cache nothing is owned, for certain`() throws {
    let fixture = try BuildKitFixture()
    try fixture.remove("")
    let claims = try fixture.claims()
    #expect(claims.isOwnershipKnown)
    #expect(
      claims.searchedRoot
        == SearchedRoot(name: "build-cache", path: "buildkit/snapshots.db", owners: 0))
    #expect(claims.documents == [])
    #expect(claims.problems == [])
    #expect(claims.leasedKeys == nil)
  }

  @Test func `something else in the place of the folder leaves the owners unknown`() throws {
    let fixture = try BuildKitFixture()
    try fixture.remove("")
    try Data().write(to: URL(fileURLWithPath: fixture.root + "/buildkit"))
    let file = try fixture.claims()
    expectUnknown(file)
    #expect(
      file.problems == [
        .notEntered(
          "buildkit", reason: "not read: it is a regular file, a directory is due here")
      ])
    try FileManager.default.removeItem(atPath: fixture.root + "/buildkit")
    try FileManager.default.createSymbolicLink(
      atPath: fixture.root + "/buildkit", withDestinationPath: "/var/lib/docker/buildkit")
    let link = try fixture.claims()
    expectUnknown(link)
    #expect(
      link.problems == [
        .notEntered(
          "buildkit", reason: "not read: it is a symbolic link, a directory is due here")
      ])
    #expect(link.documents == [])
  }

  @Test func `a folder without databases leaves the owners unknown`() throws {
    let claims = try BuildKitFixture().claims()
    expectUnknown(claims)
    #expect(claims.problems == [])
    #expect(
      claims.states == [
        "snapshots.db": "missing", "containerdmeta.db": "missing", "metadata_v2.db": "missing",
      ])
  }

  @Test func `without snapshots the owners are unknown`() throws {
    let fixture = try BuildKitFixture.docker20()
    try fixture.remove("snapshots.db")
    let missing = try fixture.claims()
    expectUnknown(missing)
    #expect(missing.states["snapshots.db"] == "missing")
    #expect(missing.problems == [])
    #expect(missing.leasedKeys?.count == 10)
    try fixture.write("snapshots.db", [])
    let empty = try fixture.claims()
    expectUnknown(empty)
    #expect(empty.states["snapshots.db"] == "empty")
    #expect(empty.problems == [])
  }

  @Test func `cut, zeroed and swapped snapshots are malformed`() throws {
    let fixture = try BuildKitFixture.docker20()
    let sound = try BoltDatabase.buildkitSnapshots.bytes()
    for (bytes, offset, expected) in [
      (Array(sound[..<100]), 56, "a file of at least 24576 bytes (page 0)"),
      (Array(sound[..<20_000]), 4_152, "a file of at least 24576 bytes (page 1)"),
      ([UInt8](repeating: 0, count: 32_768), 16, "the mark of a bbolt database (page 0)"),
      (Array("{}".utf8), 2, "a meta page (page 0)"),
    ] {
      try fixture.write("snapshots.db", bytes)
      let claims = try fixture.claims()
      expectUnknown(claims)
      #expect(claims.states["snapshots.db"] == "malformed")
      let path: BytePath = "buildkit/snapshots.db"
      #expect(
        claims.problems == [.malformed(path, offset: offset, expected: expected)])
    }
  }

  @Test func `damage anywhere in a database is found`() throws {
    for (name, database) in [
      ("snapshots.db", BoltDatabase.buildkitSnapshots),
      ("containerdmeta.db", .buildkitLeases), ("metadata_v2.db", .buildkitMetadata),
    ] {
      let fixture = try BuildKitFixture.docker20()
      var bytes = try database.bytes()
      // The kind of every page of keys.
      for start in stride(from: 8_192, to: bytes.count, by: 4_096) { bytes[start + 8] ^= 0x40 }
      try fixture.write(name, bytes)
      let claims = try fixture.claims()
      var states = ["snapshots.db": "ok", "containerdmeta.db": "ok", "metadata_v2.db": "ok"]
      states[name] = "malformed"
      #expect(claims.states == states)
      #expect(claims.isOwnershipKnown == (name != "snapshots.db"))
      #expect(claims.problems.map(\.path) == [BytePath("buildkit/" + name)])
      #expect((claims.leasedKeys == nil) == (name == "containerdmeta.db"))
    }
  }

  @Test func `a lost commit is told though the database is good`() throws {
    let fixture = try BuildKitFixture.docker20()
    var bytes = try BoltDatabase.buildkitSnapshots.bytes()
    bytes[4_096 + 70] ^= 1
    try fixture.write("snapshots.db", bytes)
    let claims = try fixture.claims()
    #expect(claims.isOwnershipKnown)
    #expect(claims.states["snapshots.db"] == "ok")
    #expect(
      claims.problems == [
        .malformed(
          "buildkit/snapshots.db", offset: 4_168,
          expected: "the checksum of the meta page; it says commit 281474976710687, and "
            + "commit 30 counts (page 1)")
      ])
  }

  @Test func `what is no file is not opened`() throws {
    let fixture = try BuildKitFixture.docker20()
    try fixture.remove("snapshots.db")
    try FileManager.default.createDirectory(
      atPath: fixture.path("snapshots.db"), withIntermediateDirectories: false)
    try fixture.remove("containerdmeta.db")
    let process = try Process.run(
      URL(fileURLWithPath: "/usr/bin/mkfifo"), arguments: [fixture.path("containerdmeta.db")])
    process.waitUntilExit()
    try fixture.remove("metadata_v2.db")
    try FileManager.default.createSymbolicLink(
      atPath: fixture.path("metadata_v2.db"), withDestinationPath: "/dev/zero")
    let claims = try fixture.claims()
    expectUnknown(claims)
    #expect(Set(claims.states.values) == ["wrong-kind"])
    #expect(
      claims.problems == [
        .wrongKind("buildkit/containerdmeta.db", found: .fifo, expected: .regular),
        .wrongKind("buildkit/metadata_v2.db", found: .symlink, expected: .regular),
        .wrongKind("buildkit/snapshots.db", found: .directory, expected: .regular),
      ])
  }

  @Test func `lost leases and metadata leave the owners known`() throws {
    let fixture = try BuildKitFixture.docker20()
    let whole = try fixture.claims()
    try fixture.remove("containerdmeta.db")
    try fixture.remove("metadata_v2.db")
    let claims = try fixture.claims()
    #expect(claims.isOwnershipKnown)
    #expect(claims.searchedRoot == whole.searchedRoot)
    #expect(claims.directories.keys == whole.directories.keys)
    #expect(claims.leasedKeys == nil)
    #expect(claims.directories.values.allSatisfy { $0.isLeased == nil })
    #expect(claims.chains.values.allSatisfy { $0.isLeased == nil })
    #expect(
      claims.states == [
        "snapshots.db": "ok", "containerdmeta.db": "missing", "metadata_v2.db": "missing",
      ])
  }
}
