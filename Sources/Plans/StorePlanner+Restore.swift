internal import LayerModel

/// The steps that leave images and containers where they are.
extension StorePlanner {
  func restore() -> RepairStep? {
    let broken = findings(.restoreFile, .restoreLink, .rename, .copyFile, .repack)
    let commands = broken.flatMap { finding in
      let own = self.commands(finding)
      return own.isEmpty ? [] : own + ownership(of: finding)
    }
    guard !commands.isEmpty else { return nil }
    let isProof = broken.contains(where: isOfDirectory)
    let root = ShellWord.quoted(record.location.root)
    return RepairStep(
      title: "Write again what can be told from the rest of the store", needsStoppedDaemon: true,
      commands: commands + (isProof ? ["layeraudit audit -- \(root)"] : []),
      notes: isProof
        ? [
          "which directory is whose is the most likely reading; the audit proves it: do not start "
            + "the daemon while it says that one of these layers is damaged"
        ] : [],
      heals: broken.count + findings(.replaceLayer).count(where: isHealedByRestoring))
  }

  private func commands(_ finding: Finding) -> [String] {
    guard let path = finding.path else { return [] }
    let place = ShellWord.quoted(absolute(path))
    switch finding.repair {
    case .restoreLink: return finding.expected.map { ["ln -sfn -- \(word($0)) \(place)"] } ?? []
    case .rename:
      return finding.evidence["content"].map { ["mv -T -- \(place) \(word(absolute($0)))"] } ?? []
    case .copyFile:
      return finding.evidence["content"].map { ["cp -a -- \(word(absolute($0))) \(place)"] } ?? []
    case .repack:
      let folder = ShellWord.quoted(quarantine(of: path.parent))
      let copy = ShellWord.quoted(quarantine(of: path))
      return [
        "mkdir -p -- \(folder)", "cp -a -- \(place) \(folder)/",
        "gzip -dc < \(copy) | gzip -n > \(place)  # gzip complains of the checksum once more",
      ]
    default:
      // A layer of two that is in its own directory already.
      guard let text = finding.evidence["content"], text != finding.actual else { return [] }
      return ["printf %s \(word(text)) > \(place)"]
    }
  }

  /// Gives what was written into somebody's store to whoever owns the directory.
  private func ownership(of finding: Finding) -> [String] {
    guard record.owner != nil, let path = finding.path.map(absolute) else { return [] }
    return ["chown -h --reference=\(word(path.parent)) -- \(word(path))"]
  }

  private func word(_ text: String) -> String { ShellWord.quoted(text) }
  private func word(_ path: BytePath) -> String { ShellWord.quoted(path) }
  private func absolute(_ path: String) -> BytePath { absolute(BytePath(path)) }

  private func isOfDirectory(_ finding: Finding) -> Bool {
    guard let path = finding.path else { return false }
    return path == finding.layer.flatMap(impact.claim)?.cacheIDPath
  }

  /// Moves out what should not be there, where the thing that has it is whole otherwise.
  func takeAway() -> RepairStep? {
    let damaged = layers(.replaceLayer).union(layers(.discardLayer))
    let strange = findings(.takeAway).filter { finding in
      guard finding.subject.kind == "entry", let layer = finding.layer else { return true }
      return !damaged.contains(layer) && !isHealedByRestoring(finding)
    }
    let paths = Set(strange.compactMap(place)).sorted()
    let all = Set(paths)
    let tops = paths.filter { $0.ancestors.allSatisfy { !all.contains($0) } }
    guard !tops.isEmpty else { return nil }
    return RepairStep(
      title: "Move out what does not belong there", needsStoppedDaemon: true,
      commands: quarantine(tops), heals: strange.count)
  }

  /// Relative to the store's root.
  private func place(of finding: Finding) -> BytePath? {
    guard finding.subject.kind == "entry" else { return finding.path }
    guard let path = finding.path, let claim = finding.layer.flatMap(impact.claim) else {
      return nil
    }
    return (claim.content?.root ?? claim.contentPath).appending(path)
  }
}

extension Finding {
  /// Whether commands can heal it.
  var isPlannable: Bool {
    switch repair {
    case nil: false
    case .restoreFile, .rename, .copyFile: path != nil && evidence["content"] != nil
    case .restoreLink: path != nil && expected != nil
    default: true
    }
  }
}
