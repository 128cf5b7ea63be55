import Audit
import Baselines
import BundledStores
import Foundation
import LayerModel
import Scanner
import Testing

/// Baselines of a real store: whole, cut, and of a store that has changed since.
struct BaselineFileTests {
  @Test func `a baseline that is cut after any line is refused`() throws {
    #expect(try Self.read(Self.sample).digests.count == 3)
    for count in Self.sample.indices {
      #expect(throws: BaselineError.self) { try Self.read(Array(Self.sample.prefix(count))) }
    }
  }

  @Test func `a baseline that lacks or repeats any line is refused`() throws {
    for index in Self.sample.indices {
      var fewer = Self.sample
      fewer.remove(at: index)
      #expect(throws: BaselineError.self, "without line \(index + 1)") { try Self.read(fewer) }
      var more = Self.sample
      more.insert(more[index], at: index)
      #expect(throws: BaselineError.self, "line \(index + 1) twice") { try Self.read(more) }
    }
  }

  @Test func `the entries of a layer end where the next begins, whatever it is called`() throws {
    let counts = try Self.read(Self.sample) { baseline in
      try baseline.digests.keys.sorted().map { try baseline.entries(of: $0).count }
    }
    #expect(counts == [2, 2, 0])
  }

  @Test func `an unchanged store equals its baseline`() throws {
    let store = try BundledStore(.aufs)
    let baseline = try Self.read(try Self.lines(store))
    let report = try TestAudit.run(store.root, baseline: baseline)
    #expect(TestAudit.summary(report) == TestAudit.summary(try TestAudit.run(store.root)))
    let states = report.stores[0].measurements.baselineLayers.map(\.state)
    #expect(states == Array(repeating: .same, count: baseline.digests.count))
  }

  @Test func `layers that only the baseline or only the store has are told`() throws {
    let store = try BundledStore(.aufs)
    var lines = try Self.lines(store)
    let start = try #require(lines.firstIndex { $0.contains("\"layer\":\"\(Damage.app)\"") })
    lines[start] = lines[start].replacing(Damage.app, with: Self.gone)
    let baseline = try Self.read(lines)
    let report = try TestAudit.run(store.root, baseline: baseline)
    let healthy = TestAudit.summary(try TestAudit.run(store.root))
    #expect(
      TestAudit.summary(report).filter { !healthy.contains($0) } == [
        "note baseline-layer-gone \(Self.gone.prefix(12))",
        "note baseline-layer-unknown \(Damage.app.prefix(12))",
      ])
  }

  @Test func `a byte that changed since is told, also when it is looked at twice`() throws {
    let store = try BundledStore(.aufs)
    let lines = try Self.lines(store)
    let folder = store.root.appending(path: "aufs/diff/\(Damage.base)")
    let names = FileManager.default.enumerator(atPath: folder.path)
    let name = try #require(
      names?.compactMap { $0 as? String }.sorted().first {
        let attributes = try? FileManager.default.attributesOfItem(
          atPath: folder.appending(path: $0).path)
        return attributes?[.type] as? FileAttributeType == .typeRegular
          && attributes?[.size] as? Int ?? 0 > 0
      })
    let file = try FileHandle(forUpdating: folder.appending(path: name))
    let byte = try #require(try file.read(upToCount: 1)?.first)
    try file.seek(toOffset: 0)
    try file.write(contentsOf: Data([byte ^ 1]))
    try file.close()
    let report = try Self.read(lines) { try TestAudit.run(store.root, baseline: $0) }
    let changed = report.findings.filter { $0.rule == "file-content-changed" }
    #expect(changed.map(\.path?.description) == [name])
    let states = report.stores[0].measurements.baselineLayers.filter { $0.state != .same }
    #expect(states.map(\.id.description) == [Damage.base])
    #expect(states.map(\.state) == [.differs])
  }

  private static let gone = String(repeating: "f", count: 64)

  /// Three layers, one without entries and one whose name is not UTF-8.
  private static let sample: [String] = {
    let store = StoreLocation(kind: .dockerGraph, driver: "vfs", root: "/store")
    let names: [(LayerID, Int)] = [
      (LayerID("a"), 2), (LayerID(BytePath([0x61, 0xFF])), 2), (LayerID("empty"), 0),
    ]
    var text = BaselineFile.header(writtenAt: TestAudit.now)
    for (name, count) in names {
      let entries = (0..<count).map { number in
        ManifestEntry(
          path: BytePath("file-\(number)"), kind: .regular, mode: 0o644, owner: 0, group: 0,
          size: 1,
          device: nil, linkTarget: nil, content: digest, attributes: nil)
      }
      text += BaselineFile.lines(
        of: Baseline.Key(store: store, layer: name), digest: digest, entries: entries)
    }
    text += BaselineFile.end(layers: names.count)
    return text.split(separator: "\n").map(String.init)
  }()

  private static let digest = Digest(words: SIMD4(repeating: 7))

  private static func lines(_ store: BundledStore) throws -> [String] {
    let records = try Stores.read(at: StorePlaces([BytePath(store.root.path)]))
    var text = ""
    _ = try BaselineRun(records: records, workers: 2, now: TestAudit.now)
      .write(progress: ScanProgress()) { text += $0 }
    return text.split(separator: "\n").map(String.init)
  }

  private static func read(_ lines: [String]) throws -> Baseline { try read(lines) { $0 } }

  /// The file of the baseline is gone when `body` is done.
  private static func read<Result>(
    _ lines: [String], _ body: (Baseline) throws -> Result
  ) throws -> Result {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "layeraudit-baseline-\(UUID().uuidString)")
    try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: file)
    defer { unlink(file.path) }
    return try body(BaselineFile.read(BytePath(file.path)))
  }
}
