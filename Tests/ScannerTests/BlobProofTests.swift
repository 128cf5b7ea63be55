import Foundation
import Glibc
import LayerModel
import TarFixtures
import Testing

/// Layers that are proven by the blob that they were unpacked from.
@Suite(.enabled(if: geteuid() == 0, "makes devices and owners"))
struct BlobProofTests {
  private static let verified =
    "verified: every entry is as in its blob, whose digest was reproduced"
  private static let damaged = "damaged: files differ from the blob that it was unpacked from"

  static let entries: [TarEntry] = [
    .directory(""), .directory("etc"), .file("etc/passwd", "root\n", mode: 0o600),
    .file("big", String(repeating: "0123456789", count: 30_000)), .file("empty"),
    .symlink("link", to: "etc/passwd"), .hardLink("hard", to: "big"), .device("null", 1, 3),
    .fifo("pipe"),
    .file("setuid", "x", mode: 0o4755).with {
      $0.owner = 7
      $0.records = [("SCHILY.xattr.user.note", "kept")]
    },
    .file("etc/.wh.gone"), .directory("var"), .file("var/.wh..wh..opq"), .file("var/new", "n"),
  ]

  private static let forms: [@Sendable ([UInt8]) -> [UInt8]] = [
    { $0 }, { Compression.gzip($0) }, { Compression.zstd($0) },
  ]

  private func fixture(
    _ entries: [TarEntry] = Self.entries,
    _ shape: ContentPlan.Shape = .ownEntriesWithWhiteoutDevices,
    form: Int = 1
  ) throws -> LayerFixture {
    let fixture = try LayerFixture(shape, blobs: Self.forms[form])
    try fixture.add(entries)
    return fixture
  }

  @Test(arguments: [0, 1, 2]) func `a layer is as in its blob`(form: Int) throws {
    let fixture = try fixture(form: form)
    #expect(fixture.report() == [Self.verified])
    let found = fixture.measure()
    let blob = try #require(found.blobs[fixture.blobs[0].path])
    #expect(blob.verification == .verified)
    #expect(blob.verificationReason == "its digest and its DiffID were reproduced")
    #expect(blob.compression == ["none", "gzip", "zstd"][form])
    #expect(blob.faults == [])
    #expect(blob.tarEntries == Self.entries.count)
    let layer = try #require(found.layers[LayerID("0")])
    #expect(layer.totals.files == 6)
    #expect(layer.totals.inodes == 12)
    #expect(layer.totals.whiteouts == 1)
    #expect(layer.tarDigest == blob.diffID)
  }

  @Test func `a layer needs no DiffID of its own to be proven by its blob`() throws {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices, blobs: Self.forms[1])
    try fixture.add(Self.entries, recordsDiffID: false)
    #expect(fixture.report() == [Self.verified])
  }

  /// Source: containerd v1.6 `archive/tar_unix.go`, `setxattr`.
  @Test func `trusted attributes are not unpacked and so not missed`() throws {
    let fixture = try fixture([
      .file("a", "x").with { $0.records = [("SCHILY.xattr.trusted.note", "n")] }
    ])
    try Disk.removeAttribute("trusted.note", fixture.path("a"))
    #expect(fixture.report() == [Self.verified])
  }

  @Test func `each difference of a file is told`() throws {
    let fixture = try fixture()
    func write(_ name: String, _ change: (inout Data) -> Void) throws {
      let path = fixture.path(name)
      var bytes = try Data(contentsOf: URL(filePath: path))
      change(&bytes)
      try bytes.write(to: URL(filePath: path), options: [])
      try Disk.setTime(1_000_000_000, path)
    }
    let handle = try FileHandle(forUpdating: URL(filePath: fixture.path("big")))
    try handle.seek(toOffset: 200_003)
    try handle.write(contentsOf: Data([0]))
    try handle.close()
    try Disk.setTime(1_000_000_000, fixture.path("big"))
    try write("etc/passwd") { $0.append(0) }
    try Disk.check(chmod(fixture.path("etc/passwd"), 0o600), "chmod", "passwd")
    try Disk.check(chmod(fixture.path("setuid"), 0o755), "chmod", "setuid")
    try Disk.removeAttribute("user.note", fixture.path("setuid"))
    try FileManager.default.removeItem(atPath: fixture.path("null"))
    try FileManager.default.removeItem(atPath: fixture.path("etc/gone"))
    try Disk.removeAttribute("trusted.overlay.opaque", fixture.path("var"))
    try Data().write(to: URL(filePath: fixture.path("extra")))
    #expect(
      fixture.report() == [
        Self.damaged,
        "content-differs big: the bytes that the layer's blob has → other bytes from offset 200003 on"
          + " ..5......",
        "whiteout-missing etc/gone: a device 0:0 that hides the name → nothing",
        "size-differs etc/passwd: 5 bytes → 6 bytes S.5......",
        "extra extra: nothing → file",
        "missing null: character-device 644 0:0 → nothing",
        "metadata-differs setuid: mode 4755, user.note=0x6b657074 → mode 755, not there .M......X",
        "opaque-missing var: an opaque directory → not opaque",
      ])
  }

  @Test func `a hard link that is a file of its own is held against the other name`() throws {
    let fixture = try fixture()
    try FileManager.default.removeItem(atPath: fixture.path("hard"))
    try FileManager.default.copyItem(atPath: fixture.path("big"), toPath: fixture.path("hard"))
    try Disk.setTime(1_000_000_000, fixture.path("hard"))
    #expect(
      fixture.report() == [
        Self.verified, "metadata-differs hard: a hard link to big → a file of its own ....L....",
      ])
    let other = String(repeating: "0123456789", count: 29_999) + "012345678x"
    try Data(other.utf8).write(to: URL(filePath: fixture.path("hard")))
    #expect(fixture.report().first == Self.damaged)
    #expect(fixture.report().contains { $0.hasPrefix("content-differs hard: the bytes of big") })
  }

  @Test func `several directories are proven by one blob`() throws {
    let fixture = try fixture()
    try fixture.addTwin()
    #expect(fixture.report(layer: 0) == [Self.verified])
    #expect(fixture.report(layer: 1) == [Self.verified])
    let file = URL(filePath: fixture.path("etc/passwd", layer: 1))
    try Data("toor\n".utf8).write(to: file)
    try Disk.setTime(1_000_000_000, file.path)
    #expect(fixture.report(layer: 0) == [Self.verified])
    #expect(
      fixture.report(layer: 1) == [
        Self.damaged,
        "content-differs etc/passwd: the bytes that the layer's blob has → "
          + "other bytes from offset 0 on ..5......",
      ])
  }

  @Test func `a damaged blob accuses no file`() throws {
    let fixture = try fixture()
    try fixture.damageBlob { $0[$0.count / 2] ^= 1 }
    let report = fixture.report()
    #expect(report.count == 1)
    #expect(
      report[0].hasPrefix("unverifiable: the blob that it was unpacked from cannot be used"))
    let found = fixture.measure()
    #expect(found.blobs[fixture.blobs[0].path]?.verification == .damaged)
    #expect(found.layers[LayerID("0")]?.contentDigest != nil)
  }

  @Test func `a blob that is gone leaves a fingerprint`() throws {
    let fixture = try fixture()
    fixture.changeBlob { $0.state = "missing" }
    fixture.change {
      $0.blobState = "missing"
      $0.content?.tarSplit = nil
    }
    #expect(
      fixture.report() == [
        "unverifiable: the blob that it was unpacked from is missing: fingerprinted"
      ])
  }

  @Test func `a file that is sparse in the tar is compared as a whole`() throws {
    let content = String(repeating: "\0", count: 5_000) + "data"
    let sparse = TarEntry.file("sparse", content).with {
      $0.records = [
        ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.name", "sparse"),
        ("GNU.sparse.realsize", "5004"),
      ]
    }
    let map = Array("1\n5000\n4\n".utf8)
    let stored = map + [UInt8](repeating: 0, count: 512 - map.count) + Array("data".utf8)
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices, blobs: Self.forms[1])
    try fixture.add([sparse]) { entry, builder in
      let header =
        TarBuilder.records(entry.records)
        + TarEntry.file("sparse", String(decoding: stored, as: UTF8.self)).header
      builder.add(name: Array("sparse".utf8), header: header, content: stored)
    }
    #expect(fixture.report() == [Self.verified])
    try Data(content.dropLast().utf8 + [0x78]).write(to: URL(filePath: fixture.path("sparse")))
    try Disk.setTime(1_000_000_000, fixture.path("sparse"))
    #expect(
      fixture.report() == [
        Self.damaged,
        "content-differs sparse: the bytes that the layer's blob has → "
          + "other bytes from offset 5003 on ..5......",
      ])
  }

  @Test func `a copy of the whole chain is held against its blob and its parent`() throws {
    let fixture = try fixture(
      [.directory("d"), .file("d/a", "a"), .file("d/b", "b"), .file("c", "c")], .wholeTree)
    try fixture.add([.directory("d"), .file("d/.wh.a"), .file("new", "n")])
    #expect(fixture.report(layer: 0) == [Self.verified])
    let sound = Self.verified + "; inherited files are as in the parent layer"
    #expect(fixture.report(layer: 1) == [sound])
    func write(_ text: String, _ path: String) throws {
      try Data(text.utf8).write(to: URL(filePath: path))
      try Disk.setTime(1_000_000_000, path)
    }
    try write("B", fixture.path("d/b", layer: 1))
    #expect(
      fixture.report(layer: 1) == [
        Self.damaged,
        "content-differs d/b: the bytes that the parent layer has → other bytes from offset 0 on"
          + " ..5......",
      ])
    // Where the parent's is the damaged one, it alone is accused.
    try write("b", fixture.path("d/b", layer: 1))
    for text in ["B", "longer"] {
      try write(text, fixture.path("d/b", layer: 0))
      #expect(fixture.report(layer: 0).count == 2)
      #expect(
        fixture.report(layer: 1) == [
          "unverifiable: inherited files cannot be compared, as they are damaged in a layer below"
        ])
    }
    try FileManager.default.removeItem(atPath: fixture.path("d/b", layer: 0))
    #expect(fixture.report(layer: 0).count == 2)
    #expect(fixture.report(layer: 1).count == 1)
    try write("b", fixture.path("d/b", layer: 0))
    #expect(fixture.report(layer: 1) == [sound])
    // Another time below does not excuse other content here.
    try Disk.setTime(5, fixture.path("d/b", layer: 0))
    try write("tampered", fixture.path("d/b", layer: 1))
    #expect(
      fixture.report(layer: 1) == [Self.damaged, "size-differs d/b: 1 bytes → 8 bytes"])
    try write("b", fixture.path("d/b", layer: 0))
    try write("b", fixture.path("d/b", layer: 1))
    #expect(fixture.report(layer: 1) == [sound])
    try FileManager.default.removeItem(atPath: fixture.path("c", layer: 1))
    try Data("m".utf8).write(to: URL(filePath: fixture.path("new", layer: 1)))
    try Disk.setTime(1_000_000_000, fixture.path("new", layer: 1))
    #expect(
      fixture.report(layer: 1) == [
        Self.damaged, "missing c: as in the parent layer → nothing",
        "content-differs new: the bytes that the layer's blob has → other bytes from offset 0 on"
          + " ..5......",
      ])
  }

  @Test func `a copy whose parent has the same directory is sound`() throws {
    let fixture = try fixture([.file("a", "a")], .wholeTree)
    try fixture.add([.file("b", "b")])
    fixture.change(1) { $0.content?.parentRoot = "1" }
    #expect(fixture.report(layer: 1).first?.hasPrefix(Self.verified) == true)
  }

  @Test func `of three copies the one that differs is accused`() throws {
    let fixture = try fixture([.file("a", "a"), .file("own", "x")], .wholeTree)
    try fixture.add([.file("b", "b"), .file("own", "y")])
    try fixture.add([.file("c", "c")])
    func write(_ text: String, _ name: String, layer: Int) throws {
      try Data(text.utf8).write(to: URL(filePath: fixture.path(name, layer: layer)))
      try Disk.setTime(1_000_000_000, fixture.path(name, layer: layer))
    }
    try write("tampered", "a", layer: 1)
    #expect(fixture.report(layer: 0) == [Self.verified])
    #expect(fixture.report(layer: 1).first == Self.damaged)
    #expect(fixture.report(layer: 2).first?.hasPrefix("unverifiable: ") == true)
    try write("a", "a", layer: 1)
    // What lies below a file that the parent replaced has nothing to do with a copy of it.
    try write("damaged", "own", layer: 0)
    try write("tampered", "own", layer: 2)
    #expect(
      fixture.report(layer: 1) == [Self.verified + "; inherited files are as in the parent layer"])
    #expect(fixture.report(layer: 2).first == Self.damaged)
  }

  @Test func `what a tar itself hides or replaces later is not missing`() throws {
    let hiding: [TarEntry] = [
      .directory("d"), .file("d/a", "a"), .file("d/.wh.a"), .file("e/f/b", "b"), .file("e/.wh.f"),
      .directory("s"), .file("s/c", "c"),
      .file("s", "now a file"), .file("kept", "k"),
    ]
    let fixture = try fixture(hiding, .wholeTree)
    #expect(fixture.report().dropFirst() == [])
    try FileManager.default.removeItem(atPath: fixture.path("kept"))
    #expect(fixture.report().filter { $0.contains("missing") }.count == 1)
  }

  @Test func `a name that the layer hides and that is there again is told`() throws {
    let fixture = try fixture(
      [.directory("d"), .file("d/a", "a"), .directory("e"), .file("e/b", "b")], .wholeTree)
    try fixture.add([.directory("d"), .file("d/.wh.a"), .directory("e"), .file("e/.wh..wh..opq")])
    for name in ["d/a", "e/b"] {
      try FileManager.default.copyItem(
        atPath: fixture.path(name), toPath: fixture.path(name, layer: 1))
      try Disk.setTime(1_000_000_000, fixture.path(name, layer: 1))
    }
    #expect(
      fixture.report(layer: 1) == [
        Self.damaged, "extra d/a: nothing → file", "extra e/b: nothing → file",
      ])
  }

  @Test func `damage that is not kept is not forgotten with what is taken back`() throws {
    let first = (0..<250).map { TarEntry.file("twice-\($0)", "old") }
    let fixture = try fixture(
      first + [.file("once", "sound")] + first.map { $0.with { $0.content = "new" } })
    try Data("wrong".utf8).write(to: URL(filePath: fixture.path("once")))
    try Disk.setTime(1_000_000_000, fixture.path("once"))
    #expect(fixture.report() == ["unverifiable: more entries differ than are kept"])
  }

  @Test func `more directories than are proven at once are all proven by one blob`() throws {
    let fixture = try fixture()
    for _ in 1..<10 { try fixture.addTwin() }
    try Data("toor\n".utf8).write(to: URL(filePath: fixture.path("etc/passwd", layer: 9)))
    try Disk.setTime(1_000_000_000, fixture.path("etc/passwd", layer: 9))
    for layer in 0..<9 { #expect(fixture.report(layer: layer) == [Self.verified]) }
    #expect(fixture.report(layer: 9).first == Self.damaged)
  }

  @Test func `an entry behind a link of the layer below is not called missing`() throws {
    let fixture = try fixture([.directory("usr"), .symlink("lib", to: "usr")], .wholeTree)
    try fixture.add([.file("lib/x", "x")])
    #expect(
      fixture.report(layer: 1) == [
        "unverifiable: not every entry of its blob can be compared: lib/x lies behind a symlink"
      ])
  }

  @Test func `an entry behind a link is not called proven`() throws {
    let fixture = try fixture([
      .file("twice", "1"), .file("twice", "2"), .directory("usr"), .symlink("lib", to: "usr"),
      .file("lib/x", "x"),
    ])
    #expect(
      fixture.report() == [
        "unverifiable: not every entry of its blob can be compared: lib/x lies behind a symlink"
      ])
  }

  @Test func `a DiffID of another tar leaves the layer unproven and the blob damaged`() throws {
    let fixture = try fixture()
    let other = Digest(words: SIMD4(1, 2, 3, 4))
    fixture.change { $0.recordedDiffID = other }
    fixture.changeBlob { $0.diffIDs = [other] }
    #expect(fixture.report()[0].hasPrefix("unverifiable: the blob that it was unpacked from"))
    #expect(fixture.measure().blobs[fixture.blobs[0].path]?.verification == .damaged)
  }
}
