internal import Archives
internal import FileAccess
internal import LayerModel

/// What a few entries of one layer tell of the ids that owners have on disk.
///
/// Nothing in a rootless store records them, but all its layers have the same.
struct OwnerBallot: Sendable {
  /// Ids in the tar, and those on disk that most of the entries looked at have.
  private(set) var users: [UInt32: UInt32] = [:]
  private(set) var groups: [UInt32: UInt32] = [:]

  /// Entries of others than root that are asked for their owner on disk.
  private static let voteLimit = 64
  /// Entries among which those are looked for.
  private static let entryLimit = 10_000

  init(users: [UInt32: UInt32], groups: [UInt32: UInt32]) {
    self.users = users
    self.groups = groups
  }

  /// Reads the beginning of the layer's tar-split.
  ///
  /// - Throws: what the layer's proof meets, too.
  init(of tree: ScanTree, in root: borrowing Directory) throws(ReadProblem) {
    guard let path = tree.tarSplit else { return }
    var disk = TreeCursor(root: try root.directory(tree.root), mounts: tree.mounts)
    var places = TarPlaces()
    var votes: [BytePath: Vote] = [:]
    var entries = 0
    try TarSplitSteps.readEntries(path, in: root) { (header) throws(ReadProblem) in
      entries += 1
      guard entries <= Self.entryLimit, votes.count < Self.voteLimit else { return false }
      let place = places.place(of: header.name)
      // Of two headers of one name the last made the file what it is.
      votes[place.path] = nil
      guard header.owner > 0 || header.group > 0, !place.escapes,
        let status = try disk.status(place.path),
        // So did the last header of all names of a file.
        status.links < 2 || status.kind == .directory
      else { return true }
      votes[place.path] = Vote(
        user: header.owner, group: header.group, userOnDisk: status.owner,
        groupOnDisk: status.group)
      return true
    }
    var counts: (users: Counts, groups: Counts) = ([:], [:])
    for vote in votes.values {
      if let id = UInt32(exactly: vote.user), id > 0 {
        counts.users[id, default: [:]][vote.userOnDisk, default: 0] += 1
      }
      if let id = UInt32(exactly: vote.group), id > 0 {
        counts.groups[id, default: [:]][vote.groupOnDisk, default: 0] += 1
      }
    }
    users = counts.users.compactMapValues(Self.most)
    groups = counts.groups.compactMapValues(Self.most)
  }

  private struct Vote {
    let user: Int64
    let group: Int64
    let userOnDisk: UInt32
    let groupOnDisk: UInt32
  }

  private typealias Counts = [UInt32: [UInt32: Int]]

  /// `nil` unless more than half agree.
  static func most(_ counts: [UInt32: Int]) -> UInt32? {
    let all = counts.values.reduce(0, +)
    return counts.first { $0.value * 2 > all }?.key
  }
}

/// Which ids on disk the layers of a rootless store agree on.
struct StoreOwners: Sendable {
  private var users: [UInt32: UInt32] = [:]
  private var groups: [UInt32: UInt32] = [:]

  /// Two layers must agree on an id, and more than half of those that have it.
  init(_ ballots: [OwnerBallot]) {
    users = Self.agreed(ballots.map(\.users))
    groups = Self.agreed(ballots.map(\.groups))
  }

  private static func agreed(_ ballots: [[UInt32: UInt32]]) -> [UInt32: UInt32] {
    var counts: [UInt32: [UInt32: Int]] = [:]
    for ballot in ballots {
      for (id, onDisk) in ballot { counts[id, default: [:]][onDisk, default: 0] += 1 }
    }
    return counts.compactMapValues { counts in
      OwnerBallot.most(counts).flatMap { counts[$0, default: 0] > 1 ? $0 : nil }
    }
  }

  /// What the store's layers say of the owners of the one that voted so.
  func verdict(on ballot: OwnerBallot) -> Verdict {
    var verdict = Verdict()
    if let move = Self.move("owner", ballot.users, users) {
      verdict.moved.append(move)
    } else {
      verdict.users = Self.ranges(users)
    }
    if let move = Self.move("group", ballot.groups, groups) {
      verdict.moved.append(move)
    } else {
      verdict.groups = Self.ranges(groups)
    }
    return verdict
  }

  /// The lowest id that the layer has elsewhere, if it has all there.
  ///
  /// Where some agree, those that do not are faults of single files.
  private static func move(
    _ kind: String, _ own: [UInt32: UInt32], _ due: [UInt32: UInt32]
  ) -> Move? {
    let known = own.filter { due[$0.key] != nil }
    guard let first = known.min(by: { $0.key < $1.key }),
      known.allSatisfy({ due[$0.key] != $0.value }), let expected = due[first.key]
    else { return nil }
    return Move(kind: kind, id: first.key, due: expected, found: first.value)
  }

  private static let rangeLimit = 256

  private static func ranges(_ known: [UInt32: UInt32]) -> [OwnerRange] {
    known.sorted { $0.key < $1.key }.prefix(rangeLimit)
      .map { OwnerRange(first: $0.key, onDisk: $0.value, count: 1) }
  }

  struct Verdict: Sendable {
    /// Where single ids are, by what most layers have; empty where this layer has them elsewhere.
    var users: [OwnerRange] = []
    var groups: [OwnerRange] = []
    var moved: [Move] = []

    var expected: String? { text { "\($0.kind) \($0.id) is \($0.due)" } }
    var actual: String? { text { "\($0.kind) \($0.id) is \($0.found)" } }

    private func text(_ describe: (Move) -> String) -> String? {
      moved.isEmpty ? nil : moved.map(describe).joined(separator: ", ")
    }
  }

  /// One id of a layer that has all of them elsewhere.
  struct Move: Sendable {
    let kind: String
    let id: UInt32
    let due: UInt32
    let found: UInt32
  }
}

extension ScanTree {
  /// Whether nothing records which ids owners have on disk, but all layers should have the same.
  ///
  /// Layers that were made for a container with a map of its own say so in their records, and have
  /// other ids.
  var sharesSubordinateIDs: Bool {
    owners?.derivesRest == true && owners?.users.isEmpty == false && tarSplit != nil
  }

  /// Tells every layer of a rootless store what most of them say of owners.
  static func shareOwners(_ trees: inout [ScanTree], in path: BytePath, stop: StopFlag?) {
    let voters = trees.indices.filter { trees[$0].hashes && trees[$0].sharesSubordinateIDs }
    guard voters.count > 1 else { return }
    var ballots: [Int: OwnerBallot] = [:]
    do throws(ReadProblem) {
      let root = try Directory.openRoot(path, stop: stop)
      for number in voters { ballots[number] = ballot(of: trees[number], in: root) }
    } catch {
      // The workers meet the same problem.
      return
    }
    let owners = StoreOwners(Array(ballots.values))
    for (number, ballot) in ballots {
      let verdict = owners.verdict(on: ballot)
      trees[number].owners?.users += verdict.users
      trees[number].owners?.groups += verdict.groups
      trees[number].ownersExpected = verdict.expected
      trees[number].ownersActual = verdict.actual
    }
  }

  /// `nil` for a layer that cannot be read, which its proof tells.
  private static func ballot(of tree: ScanTree, in root: borrowing Directory) -> OwnerBallot? {
    do throws(ReadProblem) {
      return try OwnerBallot(of: tree, in: root)
    } catch {
      return nil
    }
  }
}
