import Foundation
import Glibc
import LayerModel
import Testing

/// Layers that are copies of their chain: each holds all that the tars of its ancestors made.
@Suite(.enabled(if: geteuid() == 0, "makes devices and owners"))
struct WholeTreeProofTests {
  private static let sound = "verified: its DiffID was reproduced"
  private static let drifted =
    "damaged: its DiffID was reproduced, but entries differ from their tar headers"

  /// Three layers: the second hides and replaces, the third only adds.
  private func fixture() throws -> LayerFixture {
    let fixture = try LayerFixture(.wholeTree)
    try fixture.add([
      .directory("etc"), .file("etc/passwd", "root"), .file("etc/gone", "gone"),
      .symlink("etc/link", to: "passwd"), .directory("old"), .file("old/a", "a"),
      .directory("old/sub"), .file("old/sub/b", "b"), .directory("swap"), .file("swap/c", "c"),
      .file("one", "same"), .hardLink("two", to: "one"), .device("null", 1, 3),
    ])
    try fixture.add([
      .file("etc/.wh.gone"), .directory("old"), .file("old/.wh..wh..opq"), .file("old/new", "n"),
      .file("swap", "now a file"), .file("one", "other"), .file("deep/er/file", "deep"),
    ])
    try fixture.add([.file("top", "top"), .file("old/sub/again", "again")])
    return fixture
  }

  private func write(_ text: String, _ path: String) throws {
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
    try Disk.setTime(1_000_000_000, path)
  }

  @Test func `a sound chain has no fault in any layer`() throws {
    let fixture = try fixture()
    for layer in 0..<3 { #expect(fixture.report(layer: layer) == [Self.sound]) }
  }

  @Test func `a file that was damaged and then copied is named in every copy`() throws {
    let fixture = try fixture()
    for layer in 0..<3 { try write("rOot", fixture.path("etc/passwd", layer: layer)) }
    let fault =
      "content-differs etc/passwd: CRC-64 286c3c2df0000000 → CRC-64 286c0a2df0000000 ..5......"
    #expect(fixture.report(layer: 0) == [OverlayDamage.changed, fault])
    for layer in 1..<3 { #expect(fixture.report(layer: layer) == [Self.drifted, fault]) }
  }

  @Test func `every fault of inherited entries is found`() throws {
    let fixture = try fixture()
    func path(_ name: String) -> String { fixture.path(name, layer: 2) }
    try Disk.check(chmod(path("etc/passwd"), 0o4644), "chmod", "passwd")
    try FileManager.default.removeItem(atPath: path("etc/link"))
    try Disk.check(symlink("shadow", path("etc/link")), "symlink", "link")
    try Data("back".utf8).write(to: URL(filePath: path("etc/gone")))
    try Data("a".utf8).write(to: URL(filePath: path("old/a")))
    try FileManager.default.removeItem(atPath: path("old/new"))
    try write("n", path("swap"))
    try FileManager.default.removeItem(atPath: path("null"))
    try FileManager.default.createDirectory(
      atPath: path("deep/more"), withIntermediateDirectories: true)
    #expect(
      fixture.report(layer: 2) == [
        Self.drifted,
        "extra deep/more: nothing → directory",
        "extra etc/gone: nothing → file",
        "target-differs etc/link: passwd → shadow ....L....",
        "metadata-differs etc/passwd: mode 644 → mode 4644 .M.......",
        "missing null: character-device 644 0:0 → nothing",
        "extra old/a: nothing → file",
        "missing old/new: file 644 0:0 1 bytes → nothing",
        "size-differs swap: 10 bytes → 1 bytes S.5......",
      ])
    for layer in 0..<2 { #expect(fixture.report(layer: layer) == [Self.sound]) }
  }

  @Test func `a hard link keeps what its target held before it was replaced`() throws {
    let fixture = try fixture()
    try write("SAME", fixture.path("two", layer: 2))
    #expect(fixture.report(layer: 1) == [Self.sound])
    let report = fixture.report(layer: 2)
    #expect(report.count == 2)
    #expect(report.last?.hasPrefix("content-differs two: ") == true)
  }

  @Test func `a hidden name that is back in its own layer is extra`() throws {
    let fixture = try fixture()
    try Data("gone".utf8).write(to: URL(filePath: fixture.path("etc/gone", layer: 1)))
    #expect(
      fixture.report(layer: 1) == [Self.drifted, "extra etc/gone: nothing → file"])
  }

  @Test func `copies keep hard links of regular files only`() throws {
    let fixture = try LayerFixture(.wholeTree)
    try fixture.add([
      .file("file", "x"), .symlink("link", to: "file"), .hardLink("same", to: "link"),
    ])
    try fixture.add([.file("top", "top")])
    func replace(_ target: String, layer: Int) throws {
      let path = fixture.path("same", layer: layer)
      try FileManager.default.removeItem(atPath: path)
      try Disk.check(symlink(target, path), "symlink", path)
      try Disk.setTime(1_000_000_000, path)
    }
    try replace("file", layer: 1)
    #expect(fixture.report(layer: 1) == [Self.sound])
    try replace("other", layer: 1)
    #expect(
      fixture.report(layer: 1) == [Self.drifted, "target-differs same: file → other ....L...."])
    try replace("file", layer: 0)
    #expect(fixture.report(layer: 0).count == 2)
  }

  @Test func `copies keep neither the times of links nor attributes but capabilities`() throws {
    let fixture = try LayerFixture(.wholeTree)
    let capability = "\u{1}\0\0\u{2}\u{4}" + String(repeating: "\0", count: 15)
    try fixture.add([
      .symlink("link", to: "file"),
      .file("file", "x").with {
        $0.records = [
          ("SCHILY.xattr.security.capability", capability), ("SCHILY.xattr.trusted.note", "n"),
        ]
      },
    ])
    try fixture.add([.file("top", "top")])
    try Disk.setTime(5, fixture.path("link", layer: 1))
    try Disk.removeAttribute("trusted.note", fixture.path("file", layer: 1))
    #expect(fixture.report(layer: 1) == [Self.sound])
    try Disk.removeAttribute("security.capability", fixture.path("file", layer: 1))
    #expect(
      fixture.report(layer: 1) == [
        Self.sound,
        "metadata-differs file: security.capability=0x0100000204000000… → not there ........X",
      ])
  }

  @Test func `an ancestor's bad tar-split leaves the layer's own proof`() throws {
    let fixture = try fixture()
    try Data("no gzip".utf8).write(to: fixture.root.appending(path: "tar-split-0"))
    #expect(
      fixture.report(layer: 2) == [
        Self.sound + "; an ancestor's tar-split cannot be used for inherited files",
        "problem malformed tar-split-0",
      ])
  }
}
