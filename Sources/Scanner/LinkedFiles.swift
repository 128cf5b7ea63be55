internal import FileAccess
internal import LayerModel

/// Files with several names: each inode is counted once a tree, accounted for once a store, and
/// hashed once a store.
final class LinkedFiles: Sendable {
  /// Who an inode is accounted to; of several the least, whichever was met first.
  enum Owner: Hashable, Sendable, Comparable {
    /// The tree's rank among those of the scan.
    case tree(Int)
    case place(PlaceKey)
  }

  /// What is kept of one inode, as small as can be.
  private struct Account {
    /// The number of a place, or the rank of a tree.
    let owner: Int32
    let isPlace: Bool
    let size: DiskSize
  }

  private struct State {
    /// By tree.
    var counted: [Int: Set<FileIdentity>] = [:]
    /// By tree, what its own names and the inherited ones lead to.
    var own: [Int: [FileIdentity: ByteCount]] = [:]
    var inherited: [Int: Set<FileIdentity>] = [:]
    /// By finished tree, the bytes that only its own names lead to.
    var ownBytes: [Int: ByteCount] = [:]
    var accounts: [FileIdentity: Account] = [:]
    var places: [PlaceKey] = []
    var numbers: [PlaceKey: Int32] = [:]
    /// Inodes that there was no room for.
    var leftOut = false
    var digests: [FileIdentity: Digest] = [:]
    /// What tar-split proofs read already, by tree.
    var proven: [Int: ProvenTree] = [:]

    func owner(of account: Account) -> Owner {
      account.isPlace ? .place(places[Int(account.owner)]) : .tree(Int(account.owner))
    }

    mutating func number(of key: PlaceKey) -> Int32 {
      if let number = numbers[key] { return number }
      let number = Int32(clamping: places.count)
      places.append(key)
      numbers[key] = number
      return number
    }
  }

  /// Beyond this many, files are hashed once a name; memory stays bounded.
  private static let digestLimit = 200_000
  /// Beyond this many, files are left out of the account, which says so.
  static let accountLimit = 390_000

  private let state = Lock(State())
  /// The rank of each tree that is accounted for; `nil` for the others.
  private let ranks: [Int?]

  init(ranks: [Int?] = []) { self.ranks = ranks }

  /// Whether this is the first name of the inode in its tree.
  func isFirstName(_ status: FileStatus, in tree: Int) -> Bool {
    state.withLock { state in
      guard state.counted[tree, default: []].insert(status.identity).inserted else { return false }
      if ranks.indices.contains(tree), let rank = ranks[tree] {
        Self.account(status, for: .tree(rank), in: &state)
      }
      return true
    }
  }

  /// Accounts for one name of an inode; names that were told before change nothing.
  func account(_ status: FileStatus, for owner: Owner) {
    state.withLock { Self.account(status, for: owner, in: &$0) }
  }

  private static func account(_ status: FileStatus, for owner: Owner, in state: inout State) {
    if let known = state.accounts[status.identity] {
      if state.owner(of: known) <= owner { return }
    } else if state.accounts.count >= accountLimit {
      state.leftOut = true
      return
    }
    switch owner {
    case .tree(let rank):
      state.accounts[status.identity] = Account(
        owner: Int32(clamping: rank), isPlace: false, size: status.diskSize)
    case .place(let key):
      state.accounts[status.identity] = Account(
        owner: state.number(of: key), isPlace: true, size: status.diskSize)
    }
  }

  /// What each owner has of inodes with several names, and whether that is all.
  func accounted() -> (sizes: [Owner: DiskSize], isWhole: Bool) {
    state.withLock { state in
      var sizes: [Owner: DiskSize] = [:]
      for account in state.accounts.values {
        sizes[state.owner(of: account), default: DiskSize()].add(account.size)
      }
      return (sizes, !state.leftOut)
    }
  }

  /// Notes a name of a regular file in a whole tree; `isOwn` unless the parent has it, too.
  func note(_ status: FileStatus, isOwn: Bool, in tree: Int) {
    state.withLock {
      if isOwn {
        $0.own[tree, default: [:]][status.identity] = status.size
      } else {
        $0.inherited[tree, default: []].insert(status.identity)
      }
    }
  }

  /// Bytes of the files with several names of a finished tree that have no inherited name.
  ///
  /// A layer's tar has such a name of an inherited file as a link, which has no bytes.
  func ownBytes(in tree: Int) -> ByteCount { state.withLock { $0.ownBytes[tree] ?? 0 } }

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
  func forget(_ tree: Int) {
    state.withLock {
      $0.proven[tree] = nil
      $0.counted[tree] = nil
      let inherited = $0.inherited.removeValue(forKey: tree) ?? []
      guard let own = $0.own.removeValue(forKey: tree) else { return }
      $0.ownBytes[tree] = own.reduce(0) {
        inherited.contains($1.key) ? $0 : $0.adding($1.value)
      }
    }
  }
}
