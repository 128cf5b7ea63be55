internal import FileAccess
internal import LayerModel

/// Files with several names: each inode is counted once a tree and hashed once a store.
final class LinkedFiles: Sendable {
  private struct State {
    /// By tree.
    var counted: [Int: Set<FileIdentity>] = [:]
    var digests: [FileIdentity: Digest] = [:]
    /// What tar-split proofs read already, by tree.
    var proven: [Int: ProvenTree] = [:]
  }

  /// Beyond this many, files are hashed once a name; memory stays bounded.
  private static let digestLimit = 200_000

  private let state = Lock(State())

  /// Whether this is the first name of the inode in its tree.
  func isFirstName(_ file: FileIdentity, in tree: Int) -> Bool {
    state.withLock { $0.counted[tree, default: []].insert(file).inserted }
  }

  /// Lets the tree be counted anew.
  func forgetNames(in tree: Int) {
    state.withLock { $0.counted[tree] = nil }
  }

  func digest(of file: FileIdentity) -> Digest? { state.withLock { $0.digests[file] } }

  func remember(_ digest: Digest, of file: FileIdentity) {
    state.withLock {
      if $0.digests.count < Self.digestLimit { $0.digests[file] = digest }
    }
  }

  func setProven(_ proven: ProvenTree, in tree: Int) {
    state.withLock { $0.proven[tree] = proven }
  }

  /// `nil` for a tree without tar-split.
  func proven(in tree: Int) -> ProvenTree? { state.withLock { $0.proven[tree] } }

  /// Frees what a finished tree needed.
  func forget(_ tree: Int) { state.withLock { $0.proven[tree] = nil } }
}
