internal import FileAccess
internal import LayerModel

/// The faults of one layer, of which some can still be taken back while the tar is read.
struct ProofFaults: Sendable {
  private(set) var all = EntryFaults()
  /// What differs in the owner, mode or time of files with several names: the last header counts.
  private var ofGroups: [FileIdentity: EntryFault] = [:]
  /// Directories with another time, unless something was put into them later.
  private var ofDirectories: [UInt64: EntryFault] = [:]
  /// The last directory that is gone or something else: what was in it follows it in most tars.
  private var lost: BytePath?

  mutating func add(_ fault: EntryFault) { all.add(fault) }

  /// Notes an entry that is gone or something else, unless that is told of its directory.
  mutating func add(_ fault: EntryFault, losingDirectory isDirectory: Bool) {
    if let lost, fault.path.bytes.starts(with: lost.bytes + [UInt8(ascii: "/")]) {
      return all.leaveOut()
    }
    if isDirectory { lost = fault.path }
    add(fault)
  }

  /// What the header at hand says of a file with several names; replaces what earlier ones said.
  mutating func set(_ fault: EntryFault?, ofGroup file: FileIdentity) {
    if let fault, ofGroups.count >= EntryFaults.limit, ofGroups[file] == nil {
      all.add(fault)
    } else {
      ofGroups[file] = fault
    }
  }

  func fault(ofGroup file: FileIdentity) -> EntryFault? { ofGroups[file] }

  mutating func set(_ fault: EntryFault, ofDirectory hash: UInt64) {
    if ofDirectories.count < EntryFaults.limit {
      ofDirectories[hash] = fault
    } else {
      all.add(fault)
    }
  }

  /// Something was put into the directory, which changed its time.
  mutating func forgetTime(ofDirectory hash: UInt64) {
    if !ofDirectories.isEmpty { ofDirectories[hash] = nil }
  }

  /// Takes back what was said of an entry that the tar describes once more.
  mutating func forget(
    _ path: BytePath, _ kinds: Set<EntryFault.Kind> = Set(EntryFault.Kind.allCases)
  ) {
    func isMeant(_ fault: EntryFault) -> Bool { fault.path == path && kinds.contains(fault.kind) }
    all.removeAll(where: isMeant)
    for (file, fault) in ofGroups where isMeant(fault) { ofGroups[file] = nil }
    for (hash, fault) in ofDirectories where isMeant(fault) { ofDirectories[hash] = nil }
  }

  /// Takes back what was said of an entry that the tar itself hides later, and of what is in it.
  mutating func forget(hidden path: BytePath) {
    func isMeant(_ fault: EntryFault) -> Bool { fault.path.isWithin(path) }
    all.removeAll(where: isMeant)
    for (file, fault) in ofGroups where isMeant(fault) { ofGroups[file] = nil }
    for (hash, fault) in ofDirectories where isMeant(fault) { ofDirectories[hash] = nil }
    if lost?.isWithin(path) == true { lost = nil }
  }

  /// Nothing more will come: what was held back stands.
  mutating func settle() {
    let held = Array(ofGroups.values) + Array(ofDirectories.values)
    ofGroups = [:]
    ofDirectories = [:]
    for fault in held.sorted(by: { $0.path < $1.path }) { add(fault) }
  }
}
