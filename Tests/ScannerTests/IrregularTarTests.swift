import Foundation
import Glibc
import LayerModel
import TarFixtures
import Testing

/// Tars that Docker accepts and cannot put together again: never called damaged for that.
@Suite(.enabled(if: geteuid() == 0, "makes devices and owners"))
struct IrregularTarTests {
  private static let other = TarEntry.file("other", "other")

  private static func reason(_ words: String) -> String {
    "unverifiable: its tar cannot be put together again: \(words)"
  }

  /// Adds `odd` beside a sound file, then adds damage to the sound file, too.
  private func expectUnverifiable(
    _ odd: [TarEntry], _ words: String, prepare: (LayerFixture) throws -> Void = { _ in },
    build: (TarEntry, inout TarSplitBuilder) -> Void = { entry, builder in
      builder.add(
        name: Array(entry.name.utf8), header: entry.header, content: Array(entry.content.utf8))
    }, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices)
    try fixture.add(odd + [Self.other], build: build)
    try prepare(fixture)
    #expect(fixture.report() == [Self.reason(words)], sourceLocation: sourceLocation)
    try Data().write(to: URL(filePath: fixture.path("other")))
    try Disk.setTime(Self.other.time, fixture.path("other"))
    #expect(
      fixture.report() == [
        OverlayDamage.changed, "size-differs other: 5 bytes → 0 bytes S.5......",
      ], sourceLocation: sourceLocation)
  }

  @Test func `a sparse file is checked, yet its tar has it without holes`() throws {
    let sparse = TarEntry.file("sparse", "\0\0\0\0data").with {
      $0.records = [
        ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.name", "sparse"),
        ("GNU.sparse.realsize", "8"),
      ]
    }
    func build(_ entry: TarEntry, _ builder: inout TarSplitBuilder) {
      guard entry.name == "sparse" else {
        return builder.add(
          name: Array(entry.name.utf8), header: entry.header, content: Array(entry.content.utf8))
      }
      builder.add(
        name: Array("sparse".utf8), header: entry.header, content: Array(entry.content.utf8),
        padding: 504, lost: Array("1\n4\n4\n".utf8))
    }
    try expectUnverifiable([sparse], "sparse is a sparse file", build: build)
  }

  @Test func `a name that comes twice is compared as it came last`() throws {
    let first = TarEntry.file("twice", "one", mode: 0o600)
    try expectUnverifiable([first, .file("./twice", "three")], "it has twice more than once")
  }

  @Test func `a whiteout with content is still looked for`() throws {
    try expectUnverifiable(
      [.file(".wh.hidden", "payload")], ".wh.hidden hides a name and had content")
  }

  @Test func `a name that leads out of the layer is not looked for`() throws {
    try expectUnverifiable(
      [.file("../../out", "x")], "../../out leads out of the layer",
      prepare: { try Data("x".utf8).write(to: URL(filePath: $0.path("out"))) })
  }

  @Test func `an entry behind a link of the same tar is not looked for`() throws {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices)
    try fixture.add([.directory("usr"), .symlink("lib", to: "usr"), .file("lib/x", "x")])
    #expect(fixture.report() == [Self.reason("lib/x lies behind a symlink")])
  }

  @Test func `names that are not clean are the places that they stand for`() throws {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices)
    try fixture.add([
      .directory("./d"), .file("./d//a", "a"), .file("d/./b", "b"), .file("/d/c", "c"),
      .file("d/...", "dots"),
    ])
    #expect(fixture.report() == ["verified: its DiffID was reproduced"])
  }

  @Test func `owners in a user namespace are shifted by one offset`() throws {
    let shift = OwnerMapping(shiftedBy: 100_000, group: 100_000)
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices, owners: shift)
    try fixture.add([.file("a", "a"), .file("b", "b").with { $0.owner = 7 }])
    #expect(fixture.report() == ["verified: its DiffID was reproduced"])
    try Disk.check(lchown(fixture.path("b"), 7, 100_000), "chown", "b")
    #expect(
      fixture.report() == [
        OverlayDamage.proven, "metadata-differs b: owner 100007 → owner 7 .....U...",
      ])
  }

  @Test func `a recorded DiffID of another tar is damage that no file explains`() throws {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices)
    try fixture.add([.file("a", "a")])
    fixture.change { $0.recordedDiffID = Digest(words: SIMD4(1, 2, 3, 4)) }
    #expect(fixture.report() == ["damaged: its DiffID was not reproduced"])
  }

  @Test func `without a recorded DiffID the CRC decides and the tree is fingerprinted`() throws {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices)
    try fixture.add([.file("a", "a")], recordsDiffID: false)
    #expect(
      fixture.report() == [
        "unverifiable: no strong digest recorded; every CRC-64 and every header matches"
      ])
    #expect(fixture.measure().layers[LayerID("0")]?.contentDigest != nil)
  }

  @Test func `a tar-split that cannot be read leaves a fingerprint`() throws {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices)
    try fixture.add([.file("a", "a")])
    try Data("no gzip".utf8).write(to: fixture.root.appending(path: "tar-split-0"))
    let report = fixture.report()
    #expect(report.count == 2)
    #expect(report[0].hasPrefix("unverifiable: its tar-split cannot be used"))
    #expect(report[1] == "problem malformed tar-split-0")
    #expect(fixture.measure().layers[LayerID("0")]?.contentDigest != nil)
  }

  @Test func `a bad end of the gzip file does no harm when the DiffID is reproduced`() throws {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices)
    try fixture.add([.file("a", "a")])
    let path = fixture.root.appending(path: "tar-split-0")
    var bytes = try Data(contentsOf: path)
    bytes[bytes.count - 5] ^= 1
    try bytes.write(to: path)
    #expect(
      fixture.report() == [
        "verified: its DiffID was reproduced", "problem malformed tar-split-0",
      ])
  }

  @Test func `an unreadable name keeps the rest from nothing`() throws {
    let long = String(repeating: "n", count: 300)
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices)
    try fixture.add([.file("a", "a")]) { entry, builder in
      builder.add(
        name: Array(long.utf8),
        header: TarBuilder.records([("path", long)]) + TarBuilder("n", size: 1).block,
        content: [1])
      builder.add(
        name: Array(entry.name.utf8), header: entry.header, content: Array(entry.content.utf8))
    }
    #expect(
      fixture.report() == [
        OverlayDamage.changed, "missing \(long): file 644 0:7 1 bytes → nothing",
      ])
  }
}

/// Entries of which the tar does not tell, or not where they are, what they should hold.
@Suite(.enabled(if: geteuid() == 0, "makes devices and owners"))
struct UnknownTargetTests {
  private static func unverifiable(_ words: String) -> String {
    "unverifiable: its DiffID was reproduced, but not every entry can be compared: \(words)"
  }

  /// A layer whose files of these names are hard links in its tar.
  private func fixture(_ entries: [TarEntry], links: [String: String]) throws -> LayerFixture {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices)
    try fixture.add(entries) { entry, builder in
      let link = links[entry.name].map { TarEntry.hardLink(entry.name, to: $0) }
      builder.add(
        name: Array(entry.name.utf8), header: (link ?? entry).header,
        content: link == nil ? Array(entry.content.utf8) : [])
    }
    return fixture
  }

  @Test(arguments: [
    (["l": "l"], "l"), (["l": "m", "m": "l"], "l"), (["l": "absent"], "l"),
    (["l": "../outside"], "l"),
  ])
  func `what a link to nothing before it holds is not known`(
    links: [String: String], name: String
  ) throws {
    let names = links.keys.sorted()
    let fixture = try fixture(names.map { .file($0, "any") }, links: links)
    #expect(
      fixture.report().first == Self.unverifiable("what \(name) is linked to is not known"))
  }

  @Test func `another name of a symlink leads where that does`() throws {
    let fixture = try fixture(
      [.symlink("s", to: "good"), .symlink("l", to: "bad")], links: ["l": "s"])
    #expect(fixture.report().contains { $0.hasPrefix("target-differs l: ") })
    #expect(fixture.report().first == OverlayDamage.reproduced)
  }

  @Test func `another name of a FIFO is one`() throws {
    let fixture = try fixture([.fifo("t"), .file("l", "evil")], links: ["l": "t"])
    #expect(fixture.report().contains { $0.hasPrefix("kind-differs l: ") })
    #expect(fixture.report().first == OverlayDamage.reproduced)
  }

  @Test func `a link to a link is compared with what that holds`() throws {
    let entries = [TarEntry.file("t", "one"), .hardLink("l", to: "t"), .file("m", "two")]
    let fixture = try fixture(entries, links: ["m": "l"])
    #expect(fixture.report().contains { $0.hasPrefix("content-differs m: the bytes of l") })
    #expect(fixture.report().first == OverlayDamage.reproduced)
  }

  @Test func `an entry behind a symlink leaves the layer unproven`() throws {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices)
    try fixture.add([.directory("d"), .symlink("s", to: "d"), .symlink("s/x", to: "good")])
    #expect(fixture.report() == [Self.unverifiable("s/x lies behind a symlink")])
  }

  @Test func `each link of many to one target is compared with what that held`() throws {
    let many = (0..<300).map { TarEntry.file("l\($0)", $0 == 7 ? "two" : "one") }
    let links = Dictionary(uniqueKeysWithValues: many.map { ($0.name, "t") })
    let fixture = try fixture([.file("t", "one")] + many, links: links)
    let report = fixture.report()
    #expect(
      report.filter { $0.hasPrefix("content-differs") }.map { $0.prefix(19) } == [
        "content-differs l7:"
      ])
    #expect(report.filter { $0.hasPrefix("metadata-differs") }.count > 200)
  }

  @Test func `what takes no place on the disk is not read for ever`() throws {
    let size = 1 << 40
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices)
    try fixture.add([.file("big", "x")]) { entry, builder in
      builder.add(
        name: Array(entry.name.utf8), header: entry.header, content: Array(entry.content.utf8),
        length: size)
    }
    try #require(truncate(fixture.path("big"), size) == 0)
    let report = fixture.report()
    #expect(report.contains { $0.hasPrefix("problem not-entered ") }, "\(report)")
    #expect(report.first?.hasPrefix("verified") == false)
  }
}
