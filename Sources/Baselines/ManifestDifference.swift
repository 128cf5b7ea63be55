package import LayerModel

/// What changed between two manifests of one layer.
package enum ManifestDifference {
  /// Faults by path; both manifests are sorted by path, and so are the faults.
  package static func faults(from old: [ManifestEntry], to new: [ManifestEntry]) -> [EntryFault] {
    var faults: [EntryFault] = []
    var oldRest = old[...]
    var newRest = new[...]
    while let entry = [oldRest.first?.path, newRest.first?.path].compactMap({ $0 }).min() {
      let before = oldRest.first?.path == entry ? oldRest.removeFirst() : nil
      let after = newRest.first?.path == entry ? newRest.removeFirst() : nil
      if let fault = fault(from: before, to: after) { faults.append(fault) }
    }
    return faults
  }

  private static func fault(from old: ManifestEntry?, to new: ManifestEntry?) -> EntryFault? {
    guard let old else {
      return new.map { EntryFault(.added, path: $0.path, actual: $0.summary) }
    }
    guard let new else { return EntryFault(.removed, path: old.path, expected: old.summary) }
    guard old != new else { return nil }
    let flags = flags(old, new)
    if old.kind == new.kind, old.content != new.content {
      return EntryFault(
        .contentChanged, path: old.path, expected: old.content?.description,
        actual: new.content?.description, flags: flags)
    }
    return EntryFault(
      .metadataChanged, path: old.path, expected: old.summary, actual: new.summary, flags: flags)
  }

  /// Letters as `rpm -V` prints them, and an X of ours for extended attributes.
  ///
  /// Size, mode or kind, digest, device, link, user, group, time (not recorded), attributes.
  private static func flags(_ old: ManifestEntry, _ new: ManifestEntry) -> String {
    func letter(_ letter: String, _ differs: Bool) -> String { differs ? letter : "." }
    return letter("S", old.size != new.size)
      + letter("M", old.mode != new.mode || old.kind != new.kind)
      + letter("5", old.content != new.content) + letter("D", old.device != new.device)
      + letter("L", old.linkTarget != new.linkTarget) + letter("U", old.owner != new.owner)
      + letter("G", old.group != new.group) + "."
      + letter("X", old.attributes != new.attributes)
  }
}

extension ManifestEntry {
  /// One line for people: kind, mode, owner, size, and what the kind has.
  package var summary: String {
    var text = "\(kind.rawValue) \(String(mode, radix: 8)) \(owner):\(group)"
    if kind == .regular { text += " \(size) bytes" }
    if let content { text += " \(content)" }
    if let linkTarget { text += " -> \(linkTarget)" }
    if let device { text += " \(device)" }
    if let attributes { text += " attributes \(attributes)" }
    return text
  }
}
