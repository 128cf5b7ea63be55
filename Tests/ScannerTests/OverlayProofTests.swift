import Foundation
import Glibc
import LayerModel
import Testing

/// One thing that goes wrong with the layer of ``OverlayProofTests``.
struct OverlayDamage: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let faults: [String]
  let verdict: String
  let damage: @Sendable (_ path: (String) -> String) throws -> Void

  static let reproduced =
    "damaged: its DiffID was reproduced, but entries differ from their tar headers"
  static let proven = "verified: its DiffID was reproduced"
  static let changed = "damaged: its DiffID was not reproduced: files differ from its tar-split"

  init(
    _ name: String, _ faults: String..., verdict: String = reproduced,
    damage: @escaping @Sendable (_ path: (String) -> String) throws -> Void
  ) {
    testDescription = name
    self.faults = faults
    self.verdict = verdict
    self.damage = damage
  }
}

private func write(_ text: String, _ path: String, time: Int = 1_000_000_000) throws {
  let handle = try FileHandle(forWritingTo: URL(filePath: path))
  try handle.truncate(atOffset: 0)
  try handle.write(contentsOf: Data(text.utf8))
  try handle.close()
  try Disk.setTime(time, path)
}

private func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: path) }

@Suite(.enabled(if: geteuid() == 0, "makes devices and owners"))
struct OverlayProofTests {
  static let entries: [TarEntry] = [
    .directory("d"), .file("d/file", "content").with { $0.owner = 5 }, .file("d/empty"),
    .file("d/attributes", "x").with { $0.records = [("SCHILY.xattr.trusted.note", "n")] },
    .symlink("d/symlink", to: "file"), .device("d/null", 1, 3), .fifo("d/fifo"),
    .file("d/first", "shared"),
    .hardLink("d/second", to: "d/first").with {
      $0.owner = 9
      $0.time += 5
    },
    .file("deep/er/file", "deep"), .file("d/.wh.hidden"), .directory("opaque"),
    .file("opaque/.wh..wh..opq"), .directory("plain"),
  ]

  static func fixture() throws -> LayerFixture {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices)
    try fixture.add(entries)
    return fixture
  }

  @Test func `a sound layer is verified by its DiffID, with no fault and no second digest`() throws
  {
    let fixture = try Self.fixture()
    #expect(fixture.report() == ["verified: its DiffID was reproduced"])
    let measured = try #require(fixture.measure().layers[LayerID("0")])
    #expect(measured.contentDigest == nil)
    #expect(measured.tarEntries == Self.entries.count)
    #expect(measured.totals.whiteouts == 1)
    #expect(measured.totals.opaqueDirectories == 1)
    #expect(measured.sizeByTar == 18)
  }

  /// The proof counts what it looks at, and the walk only what is left.
  @Test(arguments: [true, false], [true, false])
  func `a proof and a walk count the same`(hasOpaque: Bool, hasExtra: Bool) throws {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices)
    try fixture.add(
      Self.entries.filter { hasOpaque || !$0.name.hasPrefix("opaque") } + [
        .file("d/twice", "once"), .file("d/file", "content").with { $0.owner = 5 },
      ])
    if hasExtra { try Data("x".utf8).write(to: URL(filePath: fixture.path("deep/er/extra"))) }
    let proven = try #require(fixture.measure().layers[LayerID("0")])
    let walked = try #require(fixture.measure(.sizes).layers[LayerID("0")])
    #expect(proven.totals == walked.totals)
    #expect(proven.sizeByWalk == walked.sizeByWalk)
    #expect(proven.entries.map(\.kind) == (hasExtra ? [.extra] : []))
  }

  @Test(arguments: Self.contents + Self.metadata + Self.marks)
  func `what is wrong is named, and nothing else`(damage: OverlayDamage) throws {
    let fixture = try Self.fixture()
    try damage.damage { fixture.path($0) }
    #expect(fixture.report() == [damage.verdict] + damage.faults)
  }

  static let contents: [OverlayDamage] = [
    OverlayDamage(
      "a flipped bit",
      "content-differs d/file: CRC-64 286d82c86d8c3740 → CRC-64 286d82c86dba3740 ..5......",
      verdict: OverlayDamage.changed
    ) { try write("cOntent", $0("d/file")) },
    OverlayDamage(
      "a file cut short", "size-differs d/file: 7 bytes → 3 bytes S.5......",
      verdict: OverlayDamage.changed
    ) { try write("con", $0("d/file")) },
    OverlayDamage(
      "a file cut to nothing", "size-differs d/file: 7 bytes → 0 bytes S.5......",
      verdict: OverlayDamage.changed
    ) { try write("", $0("d/file")) },
    OverlayDamage(
      "a file that grew", "size-differs d/file: 7 bytes → 8 bytes S.5......",
      verdict: OverlayDamage.changed
    ) { try write("contents", $0("d/file")) },
    OverlayDamage(
      "an empty file that grew", "size-differs d/empty: 0 bytes → 1 bytes S.5......"
    ) { try write("x", $0("d/empty")) },
    OverlayDamage(
      "a missing file", "missing d/file: file 644 5:0 7 bytes → nothing",
      verdict: OverlayDamage.changed
    ) { try remove($0("d/file")) },
    OverlayDamage(
      "a missing empty file", "missing d/empty: file 644 0:0 0 bytes → nothing"
    ) { try remove($0("d/empty")) },
    OverlayDamage(
      "a missing symlink", "missing d/symlink: symlink 777 0:0 → nothing"
    ) { try remove($0("d/symlink")) },
    OverlayDamage(
      "a missing empty directory", "missing plain: directory 755 0:0 → nothing"
    ) { try remove($0("plain")) },
    OverlayDamage(
      "a missing implied directory", "missing deep/er/file: file 644 0:0 4 bytes → nothing",
      verdict: OverlayDamage.changed
    ) { try remove($0("deep")) },
    OverlayDamage(
      "a directory that became a link", "kind-differs plain: directory → symlink"
    ) {
      try remove($0("plain"))
      try Disk.check(symlink("/etc", $0("plain")), "symlink", "plain")
    },
    OverlayDamage(
      "a link in the place of an implied directory, with the same content behind it",
      "missing deep/er/file: file 644 0:0 4 bytes → nothing",
      "extra deep2: nothing → directory", verdict: OverlayDamage.changed
    ) {
      try Disk.check(rename($0("deep"), $0("deep2")), "rename", "deep")
      try Disk.check(symlink("deep2", $0("deep")), "symlink", "deep")
    },
    OverlayDamage(
      "a file that became a link to the same content outside",
      "extra copy: nothing → file",
      "kind-differs d/file: file → symlink", verdict: OverlayDamage.changed
    ) {
      try Disk.check(rename($0("d/file"), $0("copy")), "rename", "copy")
      try Disk.check(symlink($0("copy"), $0("d/file")), "symlink", "d/file")
    },
    OverlayDamage(
      "a file that became a FIFO", "kind-differs d/file: file → fifo",
      verdict: OverlayDamage.changed
    ) {
      try remove($0("d/file"))
      try Disk.check(mkfifo($0("d/file"), 0o600), "mkfifo", "d/file")
    },
    OverlayDamage("an extra file", "extra plain/new: nothing → file") {
      try Data("x".utf8).write(to: URL(filePath: $0("plain/new")))
      try Disk.setTime(1_000_000_000, $0("plain"))
    },
    OverlayDamage("an extra empty directory", "extra plain/new: nothing → directory") {
      try FileManager.default.createDirectory(
        atPath: $0("plain/new"), withIntermediateDirectories: false)
      try Disk.setTime(1_000_000_000, $0("plain"))
    },
    OverlayDamage(
      "a hard link that became a copy",
      "metadata-differs d/second: a hard link to d/first → a file of its own ....L....",
      verdict: OverlayDamage.proven
    ) {
      try remove($0("d/second"))
      try Data("shared".utf8).write(to: URL(filePath: $0("d/second")))
    },
    OverlayDamage(
      "a hard link that became another file",
      "content-differs d/second: CRC-64 3362cdc4183c4000 → CRC-64 554fbf22e0a4000 ..5......"
    ) {
      try remove($0("d/second"))
      try Data("SHARED".utf8).write(to: URL(filePath: $0("d/second")))
    },
    OverlayDamage(
      "a hard link that became a longer file", "size-differs d/second: 6 bytes → 7 bytes S.5......"
    ) {
      try remove($0("d/second"))
      try Data("shared!".utf8).write(to: URL(filePath: $0("d/second")))
    },
  ]
}
