import Foundation
import Glibc
import LayerModel
import Testing

@testable import Scanner

/// Owners in stores that somebody other than root keeps, and in those with maps of ids.
@Suite struct OwnerMappingTests {
  private static let verified = "verified: its DiffID was reproduced"

  @Test func `ids follow the range that has them`() {
    let mapping = OwnerMapping(
      users: [
        OwnerRange(first: 0, onDisk: 1000, count: 1),
        OwnerRange(first: 1, onDisk: 100_000, count: 10),
      ], groups: [])
    #expect([0, 1, 10].map { mapping.user($0) } == [1000, 100_000, 100_009])
    #expect([-1, 11, .max].map { mapping.user($0) } == [nil, nil, nil])
    #expect(mapping.group(0) == nil)
  }

  /// Three files of root, three of others whose ids begin at 100000.
  private static func rootless() throws -> LayerFixture {
    let fixture = try LayerFixture(
      .ownEntriesWithWhiteoutDevices, owners: OwnerMapping(rootlessUser: 1000, group: 1000))
    try fixture.add([
      .file("a", "a"), .file("b", "b"), .file("c", "c"),
      .file("x", "x").with {
        $0.owner = 1; $0.group = 5
      },
      .file("y", "y").with { $0.owner = 7 }, .file("z", "z").with { $0.owner = 9 },
    ])
    try Self.give("x", to: 100_000, 100_004, fixture)
    try Self.give("y", to: 100_006, 1000, fixture)
    try Self.give("z", to: 100_008, 1000, fixture)
    return fixture
  }

  private static func give(
    _ name: String, to user: uid_t, _ group: gid_t, _ fixture: LayerFixture, _ layer: Int = 0
  ) throws {
    try Disk.check(lchown(fixture.path(name, layer: layer), user, group), "chown", name)
  }

  @Test func `subordinate ids are told by what most files have`() throws {
    let fixture = try Self.rootless()
    #expect(fixture.report() == [Self.verified])
    #expect(fixture.measure().layers[LayerID("0")]?.ownersState == "checked")
    try Self.give("z", to: 100_001, 1000, fixture)
    try Self.give("a", to: 100_001, 1000, fixture)
    #expect(
      fixture.report() == [
        OverlayDamage.proven, "metadata-differs a: owner 1000 → owner 100001 .....U...",
        "metadata-differs z: owner 100008 → owner 100001 .....U...",
      ])
  }

  @Test func `owners that agree on nothing stay unchecked, and that is said`() throws {
    let fixture = try Self.rootless()
    try Self.give("y", to: 200_000, 1000, fixture)
    try Self.give("z", to: 300_000, 1000, fixture)
    #expect(fixture.report() == [Self.verified])
    #expect(fixture.measure().layers[LayerID("0")]?.ownersState == "partly")
  }

  /// Three layers in which the tar's 5 and 9 are 100004 and 100008.
  private static func rootlessChain() throws -> LayerFixture {
    let fixture = try LayerFixture(
      .ownEntriesWithWhiteoutDevices, owners: OwnerMapping(rootlessUser: 1000, group: 1000))
    for layer in 0..<3 {
      try fixture.add([
        .file("a", "a"), .file("x", "x").with { $0.owner = 5 },
        .file("y", "y").with { $0.owner = 9 },
      ])
      try Self.give("x", to: 100_004, 1000, fixture, layer)
      try Self.give("y", to: 100_008, 1000, fixture, layer)
    }
    return fixture
  }

  @Test func `a layer with other subordinate ids than all others is told as one thing`() throws {
    let fixture = try Self.rootlessChain()
    try Self.give("x", to: 200_004, 1000, fixture, 1)
    try Self.give("y", to: 200_008, 1000, fixture, 1)
    for layer in 0..<3 { #expect(fixture.report(layer: layer) == [Self.verified]) }
    let found = fixture.measure().layers
    #expect(
      (0..<3).map { found[LayerID("\($0)")]?.ownersState } == ["checked", "moved", "checked"])
    #expect(found[LayerID("1")]?.ownersExpected == "owner 5 is 100004")
    #expect(found[LayerID("1")]?.ownersActual == "owner 5 is 200004")
  }

  @Test func `the one file of somebody else is held against other layers`() throws {
    let fixture = try Self.rootlessChain()
    try fixture.add([.file("a", "a"), .file("x", "x").with { $0.owner = 5 }])
    try Self.give("x", to: 100_007, 1000, fixture, 3)
    #expect(fixture.measure().layers[LayerID("3")]?.ownersState == "moved")
    try Self.give("x", to: 100_004, 1000, fixture, 3)
    #expect(fixture.measure().layers[LayerID("3")]?.ownersState == "checked")
  }

  @Test func `a file that its tar has twice is owned by whom the last header says`() throws {
    let fixture = try Self.rootlessChain()
    try fixture.add([.file("x", "x").with { $0.owner = 5 }, .file("x", "x")])
    try Self.give("x", to: 1000, 1000, fixture, 3)
    #expect(fixture.measure().layers[LayerID("3")]?.ownersState != "moved")
    #expect(!fixture.report(layer: 3).contains { $0.hasPrefix("metadata-differs") })
  }

  @Test func `a file of a layer that agrees otherwise is a fault of its own`() throws {
    let fixture = try Self.rootlessChain()
    try Self.give("y", to: 100_004, 1000, fixture, 2)
    #expect(
      fixture.report(layer: 2) == [
        Self.verified, "metadata-differs y: owner 100008 → owner 100004 .....U...",
      ])
  }

  @Test func `a layer for a container with its own map of ids may have others`() throws {
    let fixture = try Self.rootlessChain()
    fixture.change(1) {
      $0.content?.owners = OwnerMapping(users: [], groups: [], derivesRest: true)
    }
    for name in ["a", "x", "y"] { try Self.give(name, to: 300_000, 300_000, fixture, 1) }
    try Self.give("x", to: 300_005, 300_000, fixture, 1)
    try Self.give("y", to: 300_009, 300_000, fixture, 1)
    #expect(fixture.measure().layers[LayerID("1")]?.ownersState != "moved")
    #expect(fixture.report(layer: 1) == [Self.verified])
  }

  @Test func `two layers that disagree are left to themselves`() throws {
    let fixture = try LayerFixture(
      .ownEntriesWithWhiteoutDevices, owners: OwnerMapping(rootlessUser: 1000, group: 1000))
    for layer in 0..<2 {
      try fixture.add([.file("x", "x").with { $0.owner = 5 }])
      try Self.give("x", to: uid_t(100_004 * (layer + 1)), 1000, fixture, layer)
    }
    for layer in 0..<2 { #expect(fixture.report(layer: layer) == [Self.verified]) }
  }

  @Test func `an engine without privileges makes no devices, and is not blamed for it`() throws {
    for mapping in [OwnerMapping(rootlessUser: 0, group: 0), nil] {
      let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices, owners: mapping)
      try fixture.add([.file("a", "a"), .device("tty", 4, 0)])
      try FileManager.default.removeItem(atPath: fixture.path("tty"))
      let missing = ["missing tty: character-device 644 0:0 → nothing"]
      #expect(Array(fixture.report().dropFirst()) == (mapping == nil ? missing : []))
    }
  }

  @Test func `the root of a layer may be the driver's own`() throws {
    for keepsOwnRoot in [true, false] {
      let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices)
      try fixture.add([.directory("."), .file("a", "a")])
      fixture.change { $0.content?.keepsOwnRoot = keepsOwnRoot }
      try Disk.check(chmod(fixture.path(""), 0o555), "chmod", ".")
      #expect(
        Array(fixture.report().dropFirst())
          == (keepsOwnRoot ? [] : ["metadata-differs : mode 755 → mode 555 .M......."]))
    }
  }

  @Test func `layers fetched in parts keep the times of files only`() throws {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices)
    try fixture.add([.directory("d"), .symlink("l", to: "d"), .file("a", "a")])
    fixture.change { $0.content?.keepsOnlyFileTimes = true }
    for name in ["d", "l"] { try Disk.setTime(5, fixture.path(name)) }
    #expect(fixture.report() == [Self.verified])
    try Disk.setTime(5, fixture.path("a"))
    #expect(fixture.report().map { String($0.prefix(19)) }.last == "timestamp-differs a")
  }

  @Test func `the length of the tar and the owners in it are told`() throws {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices)
    try fixture.add([
      .directory("d"),
      .file("d/a", "aa").with {
        $0.owner = 7; $0.group = 3
      },
      .file("d/.wh.gone").with { $0.owner = 9 },
    ])
    let measured = try #require(fixture.measure().layers[LayerID("0")])
    // Three headers, one block of content, two of the end.
    #expect(measured.tarStreamSize == 3_072)
    #expect(measured.tarUsers == [0, 7])
    #expect(measured.tarGroups == [0, 3])
    #expect(measured.ownersState == "checked")
  }
}
