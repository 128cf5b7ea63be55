internal import FileAccess
internal import LayerModel

/// The faults of one layer, of which some can still be taken back while the tar is read.
struct ProofFaults: Sendable {
  private(set) var faults: [EntryFault] = []
  /// Differences of time only, kept apart: there may be one for every file of a copied store.
  private(set) var notes: [EntryFault] = []
  private(set) var leftOut = 0
  /// What differs in the owner, mode or time of files with several names: the last header counts.
  private var ofGroups: [FileIdentity: EntryFault] = [:]
  /// Directories with another time, unless something was put into them later.
  private var ofDirectories: [UInt64: EntryFault] = [:]

  mutating func add(_ fault: EntryFault) {
    if fault.kind == .timestampDiffers {
      if notes.count < EntryFault.limit { notes.append(fault) } else { leftOut += 1 }
    } else {
      if faults.count < EntryFault.limit { faults.append(fault) } else { leftOut += 1 }
    }
  }

  /// What the header at hand says of a file with several names; replaces what earlier ones said.
  mutating func set(_ fault: EntryFault?, ofGroup file: FileIdentity) {
    if fault == nil || ofGroups.count < EntryFault.limit || ofGroups[file] != nil {
      ofGroups[file] = fault
    } else {
      leftOut += 1
    }
  }

  func fault(ofGroup file: FileIdentity) -> EntryFault? { ofGroups[file] }

  mutating func set(_ fault: EntryFault, ofDirectory hash: UInt64) {
    if ofDirectories.count < EntryFault.limit { ofDirectories[hash] = fault } else { leftOut += 1 }
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
    faults.removeAll(where: isMeant)
    notes.removeAll(where: isMeant)
    for (file, fault) in ofGroups where isMeant(fault) { ofGroups[file] = nil }
    for (hash, fault) in ofDirectories where isMeant(fault) { ofDirectories[hash] = nil }
  }

  /// Nothing more will come: what was held back stands.
  mutating func settle() {
    let held = Array(ofGroups.values) + Array(ofDirectories.values)
    ofGroups = [:]
    ofDirectories = [:]
    for fault in held.sorted(by: { $0.path < $1.path }) { add(fault) }
  }
}
