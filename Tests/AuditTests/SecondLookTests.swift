import Audit
import BundledStores
import Foundation
import LayerModel
import Rules
import Scanner
import StoreFixtures
import Testing

/// A store that changes between two readings.
struct SecondLookTests {
  /// Layers of the fixture, by a piece of their records.
  private static let sizes = ["\"diff-size\":1024", "\"diff-size\":2048", "\"diff-size\":3072"]

  @Test func `what is true of one layer after another is true of none`() throws {
    let fixture = try StorageFixture()
    var round = 0
    try mark(0, in: fixture)
    let report = try audit(fixture.root, level: .metadata) {
      round = $0
      try mark($0 % 3, in: fixture)
    }
    #expect(round == 1)
    #expect(report.findings.filter { $0.rule == "layer-incomplete" } == [])
  }

  @Test func `what stays true of a layer is told`() throws {
    let fixture = try StorageFixture()
    try mark(1, in: fixture)
    let report = try audit(fixture.root, level: .metadata) { _ in try mark(1, in: fixture) }
    #expect(report.findings.filter { $0.rule == "layer-incomplete" }.count == 1)
  }

  @Test func `what the second reading is the first to find is read a third time`() throws {
    let store = try MovingStore()
    let report = try audit(store.root) {
      // The daemon unpacks it anew, and is not done yet.
      if $0 == 1 { try store.move(damaging: true) } else { try store.flipApp() }
    }
    #expect(damaged(report) == [])
    #expect(report.findings.filter { $0.severity > .note } == [])
    #expect(report.isComplete)
  }

  @Test func `what the second reading is the first to find, and the third finds again, is told`()
    throws
  {
    let store = try MovingStore()
    let report = try audit(store.root) { if $0 == 1 { try store.move(damaging: true) } }
    #expect(damaged(report) == [LayerID(Demo.app)])
    #expect(report.findings.filter { $0.severity > .note }.map(\.rule) == ["file-content-differs"])
  }

  @Test func `what is found of each reading's own directory is not known, and not clean`() throws {
    let store = try MovingStore()
    var rounds = 0
    let report = try audit(store.root) {
      rounds = $0
      try store.move(damaging: $0 == 1)
    }
    #expect(rounds == 6)
    #expect(damaged(report) == [])
    #expect(
      report.stores[0].measurements.layers[LayerID(Demo.app)]?.verificationReason
        == "one reading alone found it damaged")
    #expect(report.stores.flatMap(\.unread).compactMap(\.layer) == [LayerID(Demo.app)])
    #expect(!report.isComplete)
    #expect(report.findings.filter { $0.rule == "file-content-differs" } == [])
  }

  /// A store of which the first reading accuses one layer, and those after it only another one.
  private struct MovingStore {
    private let store = Result { try BundledStore(archive: LayerDBCase.Store.vfs.archive) }
    private let damage: Damage
    let root: String

    init() throws {
      root = try store.get().root.path
      damage = Damage(root: try store.get().root, driver: "vfs")
      try flip(Demo.base, "/bin/hello")
    }

    /// Gives the layer another directory, as unpacking it anew does.
    func move(damaging isDamaged: Bool) throws {
      if isDamaged { try flip(Demo.base, "/bin/hello") }
      let old = try damage.cache(Demo.app)
      let new = String(old.reversed())
      try damage.move("vfs/dir/\(old)", "vfs/dir/\(new)")
      try damage.write("\(damage.layer(Demo.app))/cache-id", new)
      if isDamaged { try flipApp() }
    }

    func flipApp() throws { try flip(Demo.app, "/app/data.bin") }

    private func flip(_ layer: String, _ path: String) throws {
      try damage.flipBit(try damage.diff(layer) + path, at: 0)
    }
  }

  /// Marks one layer as incomplete, and no other.
  private func mark(_ index: Int, in fixture: StorageFixture) throws {
    let flags = "\"flags\":{\"incomplete\":true},"
    let list = try String(contentsOfFile: "\(fixture.root)/\(fixture.layers)", encoding: .utf8)
      .replacing(flags, with: "")
    try fixture.write(
      fixture.layers, list.replacing(Self.sizes[index], with: flags + Self.sizes[index]))
  }

  private func damaged(_ report: AuditReport) -> [LayerID] {
    report.stores.flatMap {
      $0.measurements.layers.filter { $0.value.verification == .damaged }.keys
    }
  }

  /// `rest` is told how often it was called.
  private func audit(
    _ root: String, level: AuditLevel = .content, rest: @escaping (Int) throws -> Void
  ) throws -> AuditReport {
    var failure: (any Error)?
    var round = 0
    let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
    let report = try Auditor(
      AuditRequest(
        places: StorePlaces([BytePath(root)]), level: level, workers: 1, rules: try RuleSet(),
        baseline: nil, now: now, host: "test", runID: String(repeating: "0", count: 32))
    ).run(
      progress: ScanProgress(),
      rest: {
        round += 1
        do { try rest(round) } catch { failure = error }
      }, finishedAt: { now })
    if let failure { throw failure }
    return report
  }
}
