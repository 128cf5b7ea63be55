import Audit
import BundledStores
import Foundation
import LayerModel
import StoreFixtures
import TarFixtures
import Testing

/// Layouts and archives that are packed, compressed or not.
struct PackedArchiveTests {
  private static func audit(
    _ bytes: [UInt8], level: AuditLevel = .metadata
  ) throws -> AuditReport {
    let place = try ScratchPlace()
    let file = place.url.appending(path: "a.tar")
    try Data(bytes).write(to: file)
    return try TestAudit.run(file, level: level)
  }

  private static func summary(_ report: AuditReport) -> [String] {
    report.findings.map { finding in
      let place = finding.subject.id.replacing(/\/\S*\/a\.tar/, with: "a.tar")
      return "\(finding.severity.rawValue) \(finding.rule) \(place)"
    }.sorted()
  }

  @Test(arguments: ArchiveCatalogue.all)
  func `damage is found in a packed archive as in one that is not`(damage: ArchiveCase) throws {
    let report = try Self.audit(damage.tree.tar, level: .content)
    #expect(damage.summary(report) == damage.content)
    #expect(report.stores.map(\.record.location.driver) == ["tar"])
  }

  @Test(arguments: ArchiveCatalogue.all)
  func `damage is found in a compressed archive`(damage: ArchiveCase) throws {
    let tar = damage.tree.tar
    let report = try Self.audit(
      damage.row.hasSuffix("2") ? Compression.zstd(tar) : Compression.gzip(tar), level: .content)
    #expect(damage.summary(report) == damage.content)
  }

  @Test(arguments: ["docker-archive-flat", "oci-small"])
  func `an archive that a tool wrote is sound and proven`(name: String) throws {
    let report = try TestAudit.run(BundledStore.fixtures.appending(path: "\(name).tar"))
    #expect(report.findings.map(\.message) == [] && report.isComplete)
    let store = report.stores[0]
    #expect(store.record.images.count == 1 && store.record.images[0].isComplete)
    #expect(store.measurements.blobs.values.allSatisfy { $0.verification == .verified })
    #expect(store.measurements.layers.values.allSatisfy { $0.verification == .verified })
    #expect(store.measurements.layers.count == store.record.layers.count)
  }

  @Test func `a compressed archive is read to its end for the layers in it`() throws {
    let file = BundledStore.fixtures.appending(path: "docker-save-legacy.tar.gz")
    let report = try TestAudit.run(file)
    #expect(report.findings.map(\.message) == [] && report.isComplete)
    let layers = report.stores[0].measurements.layers
    #expect(layers.count == 3 && layers.values.allSatisfy { $0.verification == .verified })
  }

  @Test func `an archive that is cut short accuses nobody of what is lost`() throws {
    let tar = ImageBuilder().layout.tar
    for length in [tar.count / 2, tar.count / 3 + 100] {
      let report = try Self.audit(Array(tar.prefix(length)))
      #expect(Self.summary(report).contains("error archive-cut-short a.tar"))
      #expect(!Self.summary(report).contains { $0.contains("descriptor-missing") })
    }
  }

  @Test func `a compressed archive that is cut short is told`() throws {
    let bytes = Compression.gzip(ImageBuilder().layout.tar)
    let report = try Self.audit(Array(bytes.prefix(bytes.count - 200)))
    #expect(Self.summary(report) == ["error archive-cut-short a.tar"])
  }

  @Test func `an archive without an end is told`() throws {
    var tree = ImageBuilder().layout
    tree.end = []
    #expect(
      Self.summary(try Self.audit(tree.tar)) == ["warning archive-no-end a.tar archive-no-end"])
  }

  @Test func `what stands behind the end is told`() throws {
    var tree = ImageBuilder().layout
    tree.end += ArchiveTree.member("blobs/hidden", .file([1, 2, 3]))
    #expect(
      Self.summary(try Self.audit(tree.tar)) == [
        "warning archive-data-after-end a.tar archive-data-after-end"
      ])
    let gzip = Compression.gzip(ImageBuilder().layout.tar) + [1, 2, 3, 4, 5, 6, 7, 8]
    #expect(
      Self.summary(try Self.audit(gzip)) == [
        "warning archive-trailing-bytes a.tar archive-trailing-bytes"
      ])
  }

  @Test func `of two members of one name the last one counts, which is told`() throws {
    var tree = ImageBuilder().layout
    tree.append("oci-layout", .file(Array(#"{"imageLayoutVersion":"2.0.0"}"#.utf8)))
    #expect(
      Self.summary(try Self.audit(tree.tar)) == [
        "warning layout-version-unknown oci-layout layout-version",
        "warning member-duplicate oci-layout member-duplicate",
      ])
  }

  @Test(arguments: ["../x", "/etc/x", "blobs/../../x"])
  func `names that lead out of the archive are told`(name: String) throws {
    var tree = ImageBuilder().layout
    tree.append(name, .file([1]))
    #expect(
      Self.summary(try Self.audit(tree.tar)) == [
        "warning member-name-escapes \(name) member-name-escapes"
      ])
  }

  @Test func `hard links are their targets, those to nothing are told`() throws {
    var builder = ImageBuilder()
    builder.layers.append(builder.layers[0])
    builder.layers.indices.forEach { builder.layers[$0].compression = "none" }
    var tree = builder.archive
    tree.put(ImageBuilder.legacyLayer(2), .hardLink(ImageBuilder.legacyLayer(0)))
    #expect(Self.summary(try Self.audit(tree.tar)) == [])
    tree.append("lost", .hardLink("nothing"))
    #expect(
      Self.summary(try Self.audit(tree.tar)) == [
        "error member-link-missing lost member-link-missing"
      ]
    )
  }

  @Test func `dots in names and directories of their own change nothing`() throws {
    var tree = ArchiveTree()
    tree.append("./", .directory)
    for (name, entry) in ImageBuilder().layout.members { tree.append("./" + name, entry) }
    #expect(Self.summary(try Self.audit(tree.tar)) == [])
  }

  @Test func `a document that is a hard link is its target, compressed or not`() throws {
    var tree = ImageBuilder().archive
    let list = tree["manifest.json"]
    tree["manifest.json"] = nil
    tree["repositories.json"] = list
    tree.append("manifest.json", .hardLink("repositories.json"))
    let strays = ["note member-unlisted repositories.json member-unlisted"]
    #expect(Self.summary(try Self.audit(tree.tar)) == strays)
    #expect(Self.summary(try Self.audit(Compression.gzip(tree.tar))) == strays)
  }

  @Test func `members of one place are read once and have a verdict each`() throws {
    var builder = ImageBuilder()
    builder.layers.append(builder.layers[0])
    builder.layers.indices.forEach { builder.layers[$0].compression = "none" }
    var tree = builder.archive
    let size = builder.layers[0].tar.count + builder.layers[1].tar.count
    tree.put(ImageBuilder.legacyLayer(2), .hardLink(ImageBuilder.legacyLayer(0)))
    for bytes in [tree.tar, Compression.gzip(tree.tar)] {
      let report = try Self.audit(bytes, level: .content)
      #expect(report.findings.map(\.message) == [])
      let found = report.stores[0].measurements
      #expect(found.blobs.count == 4)
      #expect(found.blobs.values.allSatisfy { $0.verification == .verified })
      let config = builder.config.utf8.count
      #expect(bytes.count < tree.tar.count || found.bytesRead.value == Int64(size + config))
    }
  }

  @Test func `names deeper than any format has are not read, which is told`() throws {
    var tree = ImageBuilder().layout
    for number in 0..<3 {
      tree.append(String(repeating: "d/", count: 1_000) + "\(number)", .file([1]))
    }
    let report = try Self.audit(tree.tar)
    #expect(report.findings.map(\.rule.text) == ["not-entered", "scan-incomplete"])
    #expect(!report.isComplete && report.stores[0].record.images.count == 1)
  }

  @Test func `an archive with a large zstd window is read`() throws {
    var tree = ImageBuilder().layout
    tree.write("notes", String(repeating: "much ", count: 200_000))
    let zstd = Compression.zstd(tree.tar, windowLog: 25)
    let usual = Compression.zstd(Array("".utf8)) + zstd
    for bytes in [zstd, usual] {
      #expect(
        Self.summary(try Self.audit(bytes, level: .content)) == [
          "note member-unlisted notes member-unlisted"
        ])
    }
  }

  @Test func `an archive that only our limits keep from being read is not called broken`() throws {
    let zstd = Compression.zstd(ImageBuilder().layout.tar, windowLog: 27)
    for bytes in [zstd, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4, 1, 2, 3, 4]] {
      let failure = #expect(throws: AuditFailure.self) { try Self.audit(bytes) }
      guard case .noStore(let tried) = failure else {
        Issue.record("\(String(describing: failure))")
        continue
      }
      #expect(tried.map(\.cause) == ["not-entered"])
    }
  }

  @Test func `a tar of other things is no store`() throws {
    let tar = ArchiveTree.member("etc/passwd", .file([1])) + [UInt8](repeating: 0, count: 1_024)
    #expect(throws: (any Error).self) { try Self.audit(tar) }
    #expect(throws: (any Error).self) { try Self.audit([1, 2, 3]) }
    #expect(throws: (any Error).self) { try Self.audit([]) }
  }

  @Test func `no length of an archive and no byte in it ends the audit`() throws {
    let tar = ImageBuilder().archive.tar
    for length in stride(from: 1, to: tar.count, by: 1_531) {
      do { _ = try Self.audit(Array(tar.prefix(length))) } catch is AuditFailure {}
    }
    for offset in stride(from: 0, to: tar.count, by: 997) {
      var bytes = tar
      bytes[offset] ^= 0x41
      do { _ = try Self.audit(bytes) } catch is AuditFailure {}
    }
  }
}
