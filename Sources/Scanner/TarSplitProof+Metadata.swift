internal import Archives
internal import FileAccess
internal import LayerModel

/// Mode, owner, device, link target, extended attributes and times of entries.
extension TarSplitProof {
  typealias Difference = (letter: Character, expected: String, actual: String)

  mutating func compareMetadata(
    _ entry: ProofEntry, _ record: NameRecord, _ status: FileStatus,
    attributes: [ExtendedAttribute]
  ) throws(ReadProblem) {
    // containerd, too, passes over the root's entry.
    // Source: containerd 1.6 `archive/tar.go`, `applyNaive`.
    let keepsRoot = tree.keepsOwnRoot || tree.tarForm == .blob
    if keepsRoot, entry.path.isEmpty, status.kind == .directory { return }
    let header = entry.header
    let override = overridden(attributes)
    if let kind = override?.kind, !header.isHardLink, kind != header.kind {
      add(
        EntryFault(
          .kindDiffers, path: entry.path, expected: header.kind.rawValue, actual: kind.rawValue))
    }
    var differences = header.differences(
      from: status, owners, override, forced: tree.forcedMode)
    if status.kind == .symlink {
      let target = try disk.linkTarget(entry.path)
      if target != header.linkName {
        differences.append(("L", "\(header.linkName)", "\(target)"))
      }
    }
    if let difference = attributeDifference(entry, record, attributes) {
      differences.append(difference)
    }
    let leadsElsewhere = differences.contains { "LD".contains($0.letter) }
    let fault =
      differences.isEmpty
      ? timeFault(entry, status, at: entry.path)
      : metadataFault(entry.path, differences, leadsElsewhere ? .targetDiffers : .metadataDiffers)
    if status.links > 1, status.kind != .directory {
      outcome.faults.set(fault, ofGroup: status.identity)
    } else if let fault, fault.kind == .timestampDiffers, status.kind == .directory {
      outcome.faults.set(fault, ofDirectory: entry.place.hash)
    } else if let fault {
      add(fault)
    }
  }

  /// Compares a further name of a file with the file: the last such header made it what it is.
  ///
  /// Source: moby `pkg/archive/archive.go`, `createTarFile`: attributes are added, not replaced.
  mutating func compareGroup(
    _ entry: ProofEntry, _ status: FileStatus, at path: BytePath
  ) throws(ReadProblem) {
    let attributes = try disk.attributes(path)
    var differences = entry.header.differences(
      from: status, owners, overridden(attributes), forced: tree.forcedMode)
    let record = NameRecord(kind: .other, marks: .merged)
    let hadOther =
      outcome.faults.fault(ofGroup: status.identity)?.flags?.contains("X") == true
      && attributeDifference(entry, NameRecord(), attributes) != nil
    if let difference = attributeDifference(entry, hadOther ? NameRecord() : record, attributes) {
      differences.append(difference)
    }
    outcome.faults.set(
      differences.isEmpty
        ? timeFault(entry, status, at: path) : metadataFault(path, differences),
      ofGroup: status.identity)
  }

  func metadataFault(
    _ path: BytePath, _ differences: [Difference], _ kind: EntryFault.Kind = .metadataDiffers
  ) -> EntryFault {
    EntryFault(
      kind, path: path,
      expected: differences.map(\.expected).joined(separator: ", "),
      actual: differences.map(\.actual).joined(separator: ", "),
      flags: Self.flags(differences.map(\.letter)))
  }

  /// Whole seconds, where tars are cut to them; fractions of less than a millisecond nowhere, as
  /// file systems differ in what they keep of them.
  ///
  /// Copies of a layer keep the times of regular files only, as do layers fetched in parts.
  private func timeFault(
    _ entry: ProofEntry, _ status: FileStatus, at path: BytePath
  ) -> EntryFault? {
    guard isOther(status.modified, than: entry.header.modified),
      entry.isOwn && !tree.keepsOnlyFileTimes || status.kind == .regular
    else { return nil }
    let (due, found) = (entry.header.modified, status.modified)
    // containerd puts things into directories after it gave them their times.
    if tree.tarForm == .blob, status.kind == .directory, found > due { return nil }
    let isFraction = due.seconds == found.seconds
    return EntryFault(
      .timestampDiffers, path: path, expected: isFraction ? due.textWithFraction : due.text,
      actual: isFraction ? found.textWithFraction : found.text, flags: Self.flags(["T"]))
  }

  /// Engines put the epoch in the place of what is before it.
  ///
  /// Source: moby and containers/storage `pkg/system/chtimes.go`, `Chtimes`.
  private func isOther(_ found: Timestamp, than due: Timestamp) -> Bool {
    if due.seconds < 0, found == Timestamp(seconds: 0) { return false }
    if found.seconds != due.seconds { return true }
    return tree.keepsFractions && found.nanoseconds != 0
      && abs(found.nanoseconds - due.nanoseconds) >= 1_000_000
  }

  /// What the engine's mount program shows in the place of what the disk has.
  ///
  /// Where the kernel mounts layers, the attribute is one like any other: nobody believes it.
  func overridden(_ attributes: [ExtendedAttribute]) -> OverriddenStatus? {
    tree.hasMountProgram || tree.forcedMode != nil ? OverriddenStatus(attributes) : nil
  }

  /// What extended attributes an entry lacks or has beyond its header.
  ///
  /// Empty ones are no difference: Docker 20.10 drops them, 28 keeps them. Copies of a layer keep
  /// `security.capability` only; containerd unpacks none called `trusted.…`.
  ///
  /// Source: moby `daemon/graphdriver/copy/copy.go`, `DirCopy`; containerd v1.6
  /// `archive/tar_unix.go`, `setxattr`.
  private func attributeDifference(
    _ entry: ProofEntry, _ record: NameRecord, _ attributes: [ExtendedAttribute]
  ) -> Difference? {
    let header = entry.header.attributes
    guard !attributes.isEmpty || !header.isEmpty else { return nil }
    let isMapped = tree.owners != nil
    let lacksTrusted = tree.hidesTrustedAttributes || tree.tarForm == .blob
    func isCompared(_ name: BytePath, _ value: [UInt8]) -> Bool {
      !value.isEmpty && !OverlayAttribute.isOfHost(name)
        && !(lacksTrusted && name.hasPrefix("trusted."))
    }
    let there = attributes.map { Self.inTar($0, isMapped: isMapped) }
      .filter { isCompared($0.name, $0.value) }
    let expected = header.filter { isCompared($0.name, $0.value) }
    let lacking = expected.filter { wanted in
      (entry.isOwn || wanted.name == "security.capability")
        && !there.contains { $0.name == wanted.name && $0.value == wanted.value }
    }
    let beyond = there.filter { found in
      guard let wanted = expected.first(where: { $0.name == found.name }) else {
        return !record.marks.contains(.merged)
      }
      return wanted.value != found.value
    }
    guard !lacking.isEmpty || !beyond.isEmpty else { return nil }
    // Only what differs: of most files nobody wants to see the rest.
    let names = Set(lacking.map(\.name) + beyond.map(\.name))
    func described(_ list: [(name: BytePath, value: [UInt8])]) -> String {
      let differing = list.filter { names.contains($0.name) }.map(Self.summary)
      return differing.isEmpty ? "not there" : differing.joined(separator: " ")
    }
    return (
      "X", described(expected.map { ($0.name, $0.value) }),
      described(there)
    )
  }

  /// The name of an extended attribute, and the beginning of its value in hexadecimal digits.
  private static func summary(_ name: BytePath, _ value: [UInt8]) -> String {
    let digits = value.prefix(8).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return "\(name)=0x" + digits.joined() + (value.count > 8 ? "…" : "")
  }

  private static func flags(_ letters: [Character]) -> String {
    String("SM5DLUGTX".map { letters.contains($0) ? $0 : "." })
  }
}

extension TarHeader {
  func summary(_ owners: OwnerMapping?) -> String {
    "\(kind.rawValue) \(String(mode, radix: 8)) \(user(owners) ?? owner):\(group(owners) ?? group)"
      + (kind == .regular ? " \(size) bytes" : "")
  }

  private func user(_ owners: OwnerMapping?) -> Int64? { owners.map { $0.user(owner) } ?? owner }
  private func group(_ owners: OwnerMapping?) -> Int64? { owners.map { $0.group(group) } ?? group }

  /// Mode, owner, group and device, where the kind has them.
  ///
  /// `override` is what the file is said to be in the place of what it is, `forced` the mode that the
  /// engine gives to every file.
  fileprivate func differences(
    from status: FileStatus, _ owners: OwnerMapping?, _ override: OverriddenStatus?,
    forced: UInt32?
  ) -> [TarSplitProof.Difference] {
    var differences: [TarSplitProof.Difference] = []
    if status.kind != .symlink, let found = otherMode(status, override, forced) {
      differences.append(("M", "mode \(String(mode, radix: 8))", "mode \(String(found, radix: 8))"))
    }
    let (dueUser, user) = override.map { (owner, $0.owner) } ?? (self.user(owners), status.user)
    if let dueUser, dueUser != user {
      differences.append(("U", "owner \(dueUser)", "owner \(user)"))
    }
    let (dueGroup, found) =
      override.map { (group, $0.group) } ?? (self.group(owners), Int64(status.group))
    if let dueGroup, dueGroup != found {
      differences.append(("G", "group \(dueGroup)", "group \(found)"))
    }
    let isDevice = kind == .characterDevice || kind == .blockDevice
    let major = override?.deviceMajor ?? Int64(status.deviceMajor)
    let minor = override?.deviceMinor ?? Int64(status.deviceMinor)
    if isDevice, deviceMajor != major || deviceMinor != minor {
      differences.append(
        ("D", "device \(deviceMajor):\(deviceMinor)", "device \(major):\(minor)"))
    }
    return differences
  }

  /// The mode that is found in the place of the header's; `nil` if it is none other.
  private func otherMode(
    _ status: FileStatus, _ override: OverriddenStatus?, _ forced: UInt32?
  ) -> UInt32? {
    guard let override else {
      return status.mode == mode || status.mode == forced ? nil : status.mode
    }
    if override.mode & override.modeMask != mode & override.modeMask { return override.mode }
    // Whoever does not look through the engine's mount has what the disk has.
    return status.mode & 0o7000 & ~mode == 0 ? nil : status.mode
  }
}

extension FileStatus {
  fileprivate var user: Int64 { Int64(owner) }
}
