import Audit
import BundledStores
import Foundation
import LayerModel
import Scanner
import StoreFixtures
import Testing

/// What is wasted of images whose layers are only packed.
struct PackedWasteTests {
  private typealias Member = (name: String, entry: ArchiveTree.Entry)

  private static func file(_ name: String, _ length: Int, _ letter: String = "x") -> Member {
    (name, .file(Array(String(repeating: letter, count: length).utf8)))
  }

  /// From the base up.
  private static let layers: [[Member]] = [
    [
      file("etc/conf", 1_000), file("var/cache/a", 300), file("srv/old", 50), file("d/x", 70),
      file("linked", 900), ("other", .hardLink("linked")), file("again", 10), file("again", 20),
      file("shared", 5_000, "s"), file("kept", 400),
    ],
    [
      file("etc/conf", 500), file("var/.wh.cache", 0), file("srv/.wh..wh..opq", 0),
      file("srv/new", 60), file("copy", 5_000, "s"), file("almost", 5_000, "a"),
      file(".wh..wh.plnk/1.2", 7),
    ],
    [
      file("etc/conf", 10), file("d", 1), file("linked", 1), file("again", 1), file(".wh.gone", 0),
    ],
  ]
  private static let expected = [
    "deleted d/x 0 70", "deleted srv/old 0 50", "deleted var/cache/a 0 300",
    "duplicated copy 1 5000",
    "replaced again 0 20", "replaced etc/conf 0 1000", "replaced etc/conf 1 500",
  ]

  private static func builder(_ layers: [[Member]], _ compression: String) -> ImageBuilder {
    var builder = ImageBuilder()
    builder.layers = layers.map { members in
      var layer = ImageBuilder.Layer("", "")
      layer.compression = compression
      layer.tar =
        members.flatMap { ArchiveTree.member($0.name, $0.entry) }
        + [UInt8](repeating: 0, count: 1_024)
      return layer
    }
    return builder
  }

  @Test(arguments: ["layout", "packed layout", "archive", "packed archive", "archive.gz"])
  func `every kind is told of layouts and archives`(form: String) throws {
    let isLayout = form.hasSuffix("layout")
    let builder = Self.builder(Self.layers, isLayout ? "gzip" : "none")
    let tree = isLayout ? builder.layout : builder.archive
    let folder = try Folder()
    let place = folder.path("image")
    switch form {
    case "packed layout", "packed archive":
      try Data(tree.tar).write(to: URL(fileURLWithPath: place))
    case "archive.gz":
      try Data(tree.tar).write(to: URL(fileURLWithPath: place))
      try Command.run("gzip", place)
      try Command.run("mv", place + ".gz", place)
    default: try tree.write(to: URL(fileURLWithPath: place))
    }
    let waste = try Self.waste(of: place)
    #expect(waste.unknown == nil)
    #expect(waste.told == Self.expected)
    #expect((waste.replaced, waste.deleted, waste.duplicated) == (1_520, 420, 5_000))
    #expect(waste.files == 7)
  }

  @Test func `without contents packed layers are not read`() throws {
    let folder = try Folder()
    try Self.builder(Self.layers, "gzip").layout.write(to: folder.url)
    #expect(
      try Self.waste(of: folder.url.path, comparesContents: false).unknown
        == "a layer is packed, and contents were not read")
  }

  @Test func `what there is no room for is not told, at exactly the limit it is`() throws {
    let folder = try Folder()
    try Self.builder(Self.layers, "gzip").layout.write(to: folder.url)
    // With the directories on the way to them.
    let entries = 14 + 9 + 6
    #expect(try Self.waste(of: folder.url.path, limit: entries).told == Self.expected)
    let waste = try Self.waste(of: folder.url.path, limit: entries - 1)
    #expect(waste.unknown == "its layers have more than \(entries - 1) entries")
  }

  @Test func `one blob that is many layers takes room for each`() throws {
    let folder = try Folder()
    try Self.builder([Self.layers[0], Self.layers[0], Self.layers[0], Self.layers[2]], "gzip")
      .layout.write(to: folder.url)
    #expect(try Self.waste(of: folder.url.path, limit: 48).unknown == nil)
    #expect(
      try Self.waste(of: folder.url.path, limit: 47).unknown
        == "its layers have more than 47 entries")
  }

  @Test func `of an encrypted layer nothing is known`() throws {
    var builder = Self.builder(Self.layers, "gzip")
    builder.layers[2].mediaType = "application/vnd.oci.image.layer.v1.tar+gzip+encrypted"
    let folder = try Folder()
    try builder.layout.write(to: folder.url)
    #expect(
      try Self.waste(of: folder.url.path).unknown == "a layer could not be wholly read")
  }

  @Test func `a name that a tar has twice is told once`() throws {
    let folder = try Folder()
    try Self.builder([[Self.file("a", 9), Self.file("a", 9)], [Self.file("a", 1)]], "gzip")
      .layout.write(to: folder.url)
    #expect(try Self.waste(of: folder.url.path).told == ["replaced a 0 9"])
  }

  @Test func `of a layer that is cut short nothing is known`() throws {
    let folder = try Folder()
    let builder = Self.builder(Self.layers, "gzip")
    var tree = builder.layout
    let name = builder.layerPath(1)
    tree[name] = Array((tree[name] ?? []).dropLast(20))
    try tree.write(to: folder.url)
    #expect(
      try Self.waste(of: folder.url.path).unknown == "a layer could not be wholly read")
  }

  private static func waste(
    of path: String, comparesContents: Bool = true, limit: Int = WasteMeasurer.defaultLimit
  ) throws -> ImageWaste {
    let progress = ScanProgress()
    let record = try #require(try Stores.read(at: StorePlaces([BytePath(path)])).first)
    let found = Scanner(workers: 2).scan(record, level: .sizes, progress: progress)
    let measured = WasteMeasurer(
      workers: 2, comparesContents: comparesContents, progress: progress, limit: limit
    ).measured(StoreReport(record: record, measurements: found, ledger: Ledger()))
    let top = try #require(record.images.first?.layers.first)
    var waste = try #require(measured.measurements.waste[top])
    let depths = Dictionary(uniqueKeysWithValues: record.layers.map { ($0.id, $0.depth ?? 0) })
    waste.largest = waste.largest.map {
      WastedFile(
        kind: $0.kind, path: $0.path, layer: LayerID("\(depths[$0.layer] ?? -1)"), bytes: $0.bytes)
    }
    return waste
  }
}

extension ImageWaste {
  /// The wasted files, each with how many layers are below its own.
  fileprivate var told: [String] {
    largest.map { "\($0.kind.rawValue) \($0.path) \($0.layer) \($0.bytes)" }.sorted()
  }
}
