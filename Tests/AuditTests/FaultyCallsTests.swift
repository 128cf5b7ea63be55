import Audit
import BundledStores
import FaultyCalls
import Foundation
import Glibc
import LayerModel
import Scanner
import TarFixtures
import Testing

/// Disks that fail in the middle: one call on one file of a store and all like it fail or fall
/// short, each call in turn.
@Suite(.serialized) struct FaultyCallsTests {
  /// A bundled store of each format.
  enum Store: String, CaseIterable, Sendable {
    case graph = "docker-1.7.1-aufs"
    case layerDB = "docker-20.10-overlay2"
    case storage = "podman-5-overlay"
    case containerd = "containerd-1.6"
    case layout = "oci-small.tar"
    case archive = "docker-archive-flat.tar"

    /// The place, and what keeps it there.
    func make() throws -> (place: String, owner: AnyObject?) {
      guard !rawValue.hasSuffix(".tar") else {
        return (BundledStore.fixtures.appending(path: rawValue).path, nil)
      }
      let store = try BundledStore(archive: rawValue)
      return (store.root.resolvingSymlinksInPath().path, store)
    }
  }

  /// So many calls of each store fail, at random, or as many as `LAYERAUDIT_FAULTS` says.
  private static let sample =
    ProcessInfo.processInfo.environment["LAYERAUDIT_FAULTS"].flatMap { Int($0) } ?? 1

  @Test(arguments: Store.allCases)
  func `a call that fails is a finding, or leaves the audit incomplete`(store: Store) throws {
    let (place, owner) = try store.make()
    try withExtendedLifetime(owner) {
      for (number, fault) in try Self.faults(place) {
        let outcome = try Self.outcome(place, number, fault)
        let struck = String(cString: faulty_calls_struck())
        switch fault {
        // What vanishes between two calls of a daemon's is no fault of the store.
        case ENOENT: break
        case FAULTY_SHORT: #expect(outcome == .clean, "call \(number): \(struck)")
        default:
          #expect(
            outcome != .clean || Self.isOfNoWeight(struck), "call \(number), \(fault): \(struck)")
        }
      }
    }
  }

  /// Whether nothing was hit, or nothing that is there, or what only says that a daemon is at work.
  private static func isOfNoWeight(_ struck: String) -> Bool {
    guard let space = struck.firstIndex(of: " ") else { return true }
    let path = String(struck[struck.index(after: space)...])
    var status = stat()
    return lstat(path, &status) != 0 || path.hasSuffix("lock")
  }

  /// A gap is a place of no layer whose size is not known, which the ledger tells.
  private enum Outcome { case clean, finding, gap, incomplete, noStore }

  /// The calls that fail, one after the other, and how.
  private static func faults(_ place: String) throws -> [(Int, Int32)] {
    faulty_calls_arm(place, -1, 0)
    let isComplete = try isReadWhole(place)
    let count = faulty_calls_disarm()
    #expect(isComplete)
    try #require(count > 20, "the calls of the audit are not seen")
    let seed = UInt64.random(in: 0 ... .max)
    print("faulty calls of \(place) by seed \(seed)")
    var random = SeededRandom(seed: seed)
    let numbers =
      sample < count
      ? (0..<sample).map { _ in Int.random(in: 0..<count, using: &random) } : Array(0..<count)
    return [EIO, EACCES, ENOENT, FAULTY_END, FAULTY_SHORT].flatMap { fault in
      numbers.map { ($0, fault) }
    }
  }

  private static func outcome(_ place: String, _ number: Int, _ fault: Int32) throws -> Outcome {
    faulty_calls_arm(place, number, fault)
    defer { faulty_calls_disarm() }
    return try outcome(place)
  }

  /// What fails in the first reading fails in all of the audit after it, whose rules judge.
  private static func outcome(_ place: String) throws -> Outcome {
    do throws(AuditFailure) {
      guard try isReadWhole(place) else { return .incomplete }
    } catch {
      return .noStore
    }
    do {
      let report = try TestAudit.run(URL(fileURLWithPath: place), workers: 1)
      if report.findings.contains(where: { $0.severity > .note }) { return .finding }
      guard report.isComplete else { return .incomplete }
      return report.stores.allSatisfy(\.ledger.gaps.isEmpty) ? .clean : .gap
    } catch AuditFailure.noStore {
      return .noStore
    }
  }

  /// With one worker, so that calls come in one order.
  private static func isReadWhole(_ place: String) throws(AuditFailure) -> Bool {
    try Stores.read(at: StorePlaces([BytePath(place)])).allSatisfy { record in
      let measurements = Scanner(workers: 1)
        .scan(record, level: .content, progress: ScanProgress())
      return StoreReport(
        record: record, measurements: measurements, ledger: Ledger(of: record, measurements)
      ).isComplete
    }
  }
}
