internal import LayerModel

/// The directories whose content is not all known yet, and where their digests go.
///
/// Holds only directories with work below them; a finished one hands its digest to its parent and
/// is gone.
final class DirectoryNodes: Sendable {
  /// Where a digest is due: a slot of a directory that waits.
  struct Slot: Hashable, Sendable {
    let node: UInt64
    let index: Int
  }

  enum Result: Sendable {
    case digest(Digest)
    /// Vanished while it was looked at: not part of the tree.
    case gone
    /// Could not be read: the tree has no digest.
    case unknown
  }

  /// A directory whose entries are not all done.
  struct Node: Sendable {
    /// `nil` for a tree's root.
    let parent: Slot?
    let tree: Int
    let entry: CanonicalEntry
    var results: [Result]
    var outstanding: Int
  }

  private struct State {
    var nodes: [UInt64: Node] = [:]
    var next: UInt64 = 0
  }

  private let state = Lock(State())

  /// Keeps a directory until its outstanding entries are reported.
  func add(_ node: Node) -> UInt64 {
    state.withLock {
      $0.next += 1
      $0.nodes[$0.next] = node
      return $0.next
    }
  }

  /// Reports one entry; gives the directory back when that was its last.
  func report(_ result: Result, to slot: Slot) -> Node? {
    state.withLock { state in
      state.nodes[slot.node]?.results[slot.index] = result
      state.nodes[slot.node]?.outstanding -= 1
      guard state.nodes[slot.node]?.outstanding == 0 else { return nil }
      return state.nodes.removeValue(forKey: slot.node)
    }
  }
}

extension DirectoryNodes.Node {
  /// The directory's own digest; `unknown` as soon as one entry is.
  func result() -> DirectoryNodes.Result {
    var digests: [Digest] = []
    digests.reserveCapacity(results.count)
    for result in results {
      switch result {
      case .digest(let digest): digests.append(digest)
      case .gone: continue
      case .unknown: return .unknown
      }
    }
    let content = CanonicalEntry.directoryContent(digests)
    return .digest(entry.digest(content: content))
  }
}
