internal import Bolt
package import FileAccess
package import LayerModel

/// What the build cache owns of a Docker data root, from the databases in `buildkit/`.
///
/// One cache serves all drivers of a root: a directory that one driver lacks may be with another one
/// that the daemon used before.
///
/// Source: moby `builder/builder-next/controller.go`, `newGraphDriverController`.
package struct BuildKitClaims: Hashable, Sendable {
  /// The driver directories that it owns, by their names.
  package private(set) var directories: [LayerID: BuildKitDirectory] = [:]
  /// The layers that it holds, by chain id: no image need have them.
  package private(set) var chains: [Digest: BuildKitChain] = [:]
  /// The keys of snapshots that leases keep, chain ids among them; `nil` when that is not known.
  package private(set) var leasedKeys: Set<BytePath>?
  /// Whether ``directories`` and ``chains`` are all there is.
  ///
  /// If not, nothing that looks unowned may be called so.
  package private(set) var isOwnershipKnown = true
  /// Kinds: `buildkit-leases`, `buildkit-metadata`, `buildkit-snapshots`; none without `buildkit/`.
  package private(set) var documents: [DocumentClaim] = []
  package private(set) var problems: [ReadProblem] = []
  /// Counts the directories, and the layers that are held without one.
  package private(set) var searchedRoot = SearchedRoot(
    name: "build-cache", path: "buildkit/snapshots.db", owners: 0)

  /// Reads what is below a data root.
  ///
  /// Without `buildkit/`, as before Docker 18.06, the cache owns nothing. On a live store list the
  /// drivers' directories first: BuildKit makes them before it writes down that they are its own, so
  /// whatever seems to have no owner needs a second look.
  package init(of root: borrowing Directory) {
    do throws(ReadProblem) {
      guard let status = try root.statusIfPresent("buildkit") else { return }
      guard status.kind == .directory else {
        throw .wrongKind("buildkit", found: status.kind, expected: .directory)
      }
    } catch {
      problems.append(error.ofSearchedDirectory)
      leaveUnknown()
      return
    }
    let snapshots = BoltFile(
      "buildkit-snapshots", at: searchedRoot.path, in: root, limits: .ofNames,
      BuildKitSnapshot.readAll)
    // After the snapshots: a lease is there before what it keeps.
    readMetadata(root)
    take(snapshots)
    if let content = snapshots.content { claim(content) } else { leaveUnknown() }
  }

  /// Reads the leases, and checks what BuildKit keeps of its snapshots beside who owns what.
  ///
  /// Docker 18.06 to 19.03 has `metadata.db` instead and no leases; 20.10 leaves that file behind.
  private mutating func readMetadata(_ root: borrowing Directory) {
    let leases = BoltFile(
      "buildkit-leases", at: "buildkit/containerdmeta.db", in: root, limits: .ofNames,
      BuildKitLeases.read)
    leasedKeys = leases.content
    let kind = "buildkit-metadata"
    let metadata = BoltFile(kind, at: "buildkit/metadata_v2.db", in: root) { _ in }
    guard metadata.document.state == "missing" else {
      take(leases)
      return take(metadata)
    }
    let former = BoltFile(kind, at: "buildkit/metadata.db", in: root) { _ in }
    let isFormer = former.document.state != "missing"
    if !isFormer || leases.document.state != "missing" { take(leases) }
    take(isFormer ? former : metadata)
  }

  private mutating func claim(_ snapshots: [BytePath: BuildKitSnapshot]) {
    let leased = leasedKeys.map { BuildKitSnapshot.closure(of: $0, over: snapshots) }
    for (key, snapshot) in snapshots.sorted(by: { $0.key < $1.key }) {
      claim(key, snapshot, leased)
    }
    let held = chains.values.count { $0.directories.isEmpty }
    searchedRoot.owners = directories.count + held
  }

  private mutating func claim(
    _ key: BytePath, _ snapshot: BuildKitSnapshot, _ leased: Set<BytePath>?
  ) {
    let directory = snapshot.directory(key: key).map { LayerID($0) }
    let isLeased = leased.map { $0.contains(key) }
    if let directory {
      directories[directory, default: BuildKitDirectory()].add(snapshot.chain, isLeased)
    }
    guard let chain = snapshot.chain else { return }
    let isNamedByLease = leased.map { $0.contains(BytePath(chain.description)) }
    chains[chain, default: BuildKitChain()].add(directory, isLeased)
    chains[chain, default: BuildKitChain()].add(nil, isNamedByLease)
  }

  private mutating func take<Content>(_ file: BoltFile<Content>) {
    documents.append(file.document)
    problems += file.problems
  }

  private mutating func leaveUnknown() {
    isOwnershipKnown = false
    searchedRoot.owners = nil
  }
}

extension BoltLimits {
  /// For databases whose keys are kept: a million of them are a hundred megabytes.
  static var ofNames: BoltLimits {
    var limits = BoltLimits()
    limits.keys = 1 << 20
    return limits
  }
}
