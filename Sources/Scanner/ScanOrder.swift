internal import FileAccess
package import LayerModel

/// In which order layers and blobs are read, and until when one is begun.
package struct ScanOrder: Sendable {
  private let ranks: [PastReadings.Subject: Int]
  /// Asked before anything is begun: what was begun is read to its end, as half of it proves nothing.
  let isOver: @Sendable () -> Bool

  /// `subjects` begin with what is read first.
  package init(_ subjects: [PastReadings.Subject], isOver: @escaping @Sendable () -> Bool) {
    ranks = Dictionary(
      subjects.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    self.isOver = isOver
  }

  /// The least is first.
  func rank(of tree: ScanTree) -> Int { tree.layer.flatMap { ranks[.layer($0)] } ?? .max }

  /// A blob comes as early as the first layer that it proves.
  func rank(of work: BlobWork, among trees: [ScanTree]) -> Int {
    work.trees.reduce(ranks[.blob(work.claim.path)] ?? .max) { min($0, rank(of: trees[$1])) }
  }
}

/// What of a scan was begun, and what was left since its time was over.
final class ScanBeginnings: Sendable {
  private struct State {
    var begun: Set<Int> = []
    var left: Set<Int> = []
    var leftBlobs: Set<BytePath> = []
  }

  private let order: ScanOrder?
  private let state = Lock(State())

  init(_ order: ScanOrder?) { self.order = order }

  /// Whether a tree is to be worked on: it was begun, or there is time to begin with it.
  func begins(tree: Int) -> Bool {
    guard let order else { return true }
    if state.withLock({ $0.begun.contains(tree) }) { return true }
    let isOver = order.isOver()
    return state.withLock { state in
      if isOver { state.left.insert(tree) } else { state.begun.insert(tree) }
      return !isOver
    }
  }

  /// The same of a blob with all trees that it proves.
  func begins(_ work: BlobWork) -> Bool {
    guard let order else { return true }
    let isOver = order.isOver()
    state.withLock { state in
      if isOver {
        state.left.formUnion(work.trees)
        state.leftBlobs.insert(work.claim.path)
      } else {
        state.begun.formUnion(work.trees)
      }
    }
    return !isOver
  }

  func isLeft(tree: Int) -> Bool { state.withLock { $0.left.contains(tree) } }
  func isLeft(blob: BytePath) -> Bool { state.withLock { $0.leftBlobs.contains(blob) } }
}
