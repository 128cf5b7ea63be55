import BundledStores
import FaultyCalls
import Foundation
import Glibc
import LayerModel
import TarFixtures
import Testing

/// Disks that fail in the middle: one call on one file of a store and all like it fail or fall
/// short, calls from the first to the last in turn.
@Suite struct FaultyCallsTests {
  enum Fault: CaseIterable, Sendable {
    case inputOutput, access, absence, earlyEnd

    var number: Int32 {
      switch self {
      case .inputOutput: EIO
      case .access: EACCES
      case .absence: ENOENT
      case .earlyEnd: FAULTY_END
      }
    }
  }

  /// So many calls of each store fail in each way, or as many as `LAYERAUDIT_FAULTS` says.
  private static let sample =
    ProcessInfo.processInfo.environment["LAYERAUDIT_FAULTS"].flatMap { Int($0) } ?? 20

  /// Which ones: the same each time, unless `LAYERAUDIT_FAULT_SEED` says otherwise.
  private static let seed =
    ProcessInfo.processInfo.environment["LAYERAUDIT_FAULT_SEED"].flatMap { UInt64($0) } ?? 1

  @Test(arguments: FaultyStore.Kind.allCases, Fault.allCases)
  func `a call that fails is told where it failed`(
    kind: FaultyStore.Kind, fault: Fault
  ) throws {
    let store = try FaultyStore(kind)
    var random = SeededRandom(seed: Self.seed)
    let count = try store.calls(fault.number)
    try #require(count > 10, "the calls of the audit are not seen")
    let strides = min(Self.sample, count)
    for stride in 0..<strides {
      let calls = (stride * count / strides)..<((stride + 1) * count / strides)
      let call = Int.random(in: calls, using: &random)
      let (outcome, struck) = try store.outcome(call, fault.number)
      let isTold =
        outcome.tells(of: struck)
        || outcome.isClean && store.isOfNoWeight(struck, isGone: fault == .absence)
      #expect(isTold, "seed \(Self.seed), call \(call): \(struck ?? ""), told: \(outcome.places)")
    }
  }

  @Test(arguments: FaultyStore.Kind.allCases)
  func `reads that bring less than was asked for change nothing`(kind: FaultyStore.Kind) throws {
    let store = try FaultyStore(kind)
    let (outcome, struck) = try store.outcome(Int(FAULTY_ALL), FAULTY_SHORT)
    #expect(struck != nil)
    #expect(outcome.isClean, "\(outcome.places)")
  }

  @Test func `a layer of which a file cannot be read is accused of no size`() throws {
    let store = try FaultyStore(.layerDB)
    let file = try #require(store.paths("overlay2/*/diff/usr/share/doc/p20/file208.txt").first)
    #expect(try store.rules("stat", on: file, EIO) == ["read-problem", "scan-incomplete"])
  }

  @Test(
    arguments: [
      (.graph, "aufs/mnt/*"), (.layerDB, "overlay2/*/work"), (.storage, "overlay/*/work"),
      (.containerd, "io.containerd.runtime.v2.task"), (.layerDB, "plugins"),
    ] as [(FaultyStore.Kind, String)])
  func `a directory that is neither layer nor bookkeeping leaves the audit incomplete if not read`(
    kind: FaultyStore.Kind, pattern: String
  ) throws {
    let store = try FaultyStore(kind)
    let folder = try #require(store.paths(pattern).first)
    #expect(try store.outcome("list", on: folder, EACCES).tells(of: folder))
    #expect(try store.outcome("open", on: folder, EIO).tells(of: folder))
    #expect(try store.outcome("list", on: folder, ENOENT).isClean)
    #expect(try store.outcome("open", on: folder, ENOENT).isClean)
  }
}
