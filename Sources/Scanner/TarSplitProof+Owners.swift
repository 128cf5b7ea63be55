internal import Archives
internal import FileAccess
internal import LayerModel

/// Owners in stores of user namespaces, and what an unprivileged engine cannot make.
extension TarSplitProof {
  /// Layers with more owners than this have no list of them.
  static let ownerLimit = 4_096
  /// How many entries tell where subordinate ids begin.
  private static let voteLimit = 10_000

  /// Finds out where the ids begin that nothing in a rootless store records.
  ///
  /// Only one distance that most entries agree on is taken; otherwise those owners stay unchecked.
  mutating func deriveOwners(_ path: BytePath, in root: borrowing Directory) throws(ReadProblem) {
    guard let mapping = owners, mapping.derivesRest else { return }
    var users = Votes()
    var groups = Votes()
    do throws(ReadProblem) {
      _ = try TarSplitSteps.read(path, in: root) { (step) throws(ReadProblem) in
        guard case .entry(let header, _) = step, users.count + groups.count < Self.voteLimit
        else { return }
        try vote(header, &users, &groups)
      }
    } catch {
      // `checkOwn` meets the same problem and judges it.
    }
    if let range = users.range { owners?.users.append(range) }
    if let range = groups.range { owners?.groups.append(range) }
  }

  private mutating func vote(
    _ header: TarHeader, _ users: inout Votes, _ groups: inout Votes
  ) throws(ReadProblem) {
    guard header.owner > 0 || header.group > 0 else { return }
    let place = places.place(of: header.name)
    guard !place.escapes, let status = try disk.status(place.path) else { return }
    if header.owner > 0 { users.add(Int64(status.owner), for: header.owner) }
    if header.group > 0 { groups.add(Int64(status.group), for: header.group) }
  }

  mutating func noteOwners(of entry: ProofEntry) {
    switch entry.role {
    case .whiteout, .opaque, .nothing: return
    case .bookkeeping: return
    case .entry: break
    }
    if entry.place.name.starts(with: ".wh.".utf8) { return }
    if outcome.users.count < Self.ownerLimit {
      outcome.users.insert(UInt32(truncatingIfNeeded: entry.header.owner))
    }
    if outcome.groups.count < Self.ownerLimit {
      outcome.groups.insert(UInt32(truncatingIfNeeded: entry.header.group))
    }
    guard let owners else { return }
    if owners.user(entry.header.owner) == nil || owners.group(entry.header.group) == nil {
      outcome.leavesOwners = true
    }
  }

  /// Whether an engine without privileges leaves the entry out: it cannot make devices.
  ///
  /// Source: containers/storage `pkg/archive/archive.go`, `extractTarFileEntry`.
  func mayLack(_ entry: ProofEntry) -> Bool {
    let isDevice = [.characterDevice, .blockDevice].contains(entry.header.kind)
    return isDevice && tree.owners?.derivesRest == true
  }

  /// An extended attribute as a tar has it.
  ///
  /// The kernel notes the namespace's root in a capability that was set there: revision 3 is
  /// revision 2 and that number.
  /// Source: Linux `security/commoncap.c`, `cap_convert_nscap`.
  static func inTar(
    _ attribute: ExtendedAttribute, isMapped: Bool
  ) -> (name: BytePath, value: [UInt8]) {
    var value = attribute.value
    if isMapped, attribute.name == "security.capability", value.count == 24,
      value[3] == 3
    {
      value.removeLast(4)
      value[3] = 2
    }
    return (attribute.name, value)
  }
}

/// How far ids on disk are from those in a tar.
private struct Votes {
  private(set) var count = 0
  private var distances: [Int64: Int] = [:]

  mutating func add(_ onDisk: Int64, for id: Int64) {
    count += 1
    let (distance, overflow) = onDisk.subtractingReportingOverflow(id)
    guard !overflow, distances.count < 1_000 || distances[distance] != nil else { return }
    distances[distance, default: 0] += 1
  }

  /// All ids but root's, moved by the distance that more than half of the entries have.
  var range: OwnerRange? {
    guard let best = distances.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
      best.value * 2 > count, let onDisk = UInt32(exactly: best.key + 1)
    else { return nil }
    return OwnerRange(first: 1, onDisk: onDisk, count: .max - 1)
  }
}
