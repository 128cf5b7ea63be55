internal import LayerModel

/// Turns the findings of one store into steps: what is urgent first, then what needs the daemon
/// stopped, and what the running daemon removes last, when all that it would trip over is healed.
struct StorePlanner {
  let record: StoreRecord
  let measurements: StoreMeasurements
  let impact: LayerImpact
  private let findings: [Finding]
  let engine: Engine
  let removalGuard: RemovalGuard
  /// Layers whose own directory, or DiffID, another file of the store tells.
  private let healing: (directories: Set<LayerID>, digests: Set<LayerID>)

  init(store: StoreReport, findings: [Finding]) {
    record = store.record
    measurements = store.measurements
    self.findings = findings
    engine = Engine(of: store.record)
    impact = LayerImpact(store.record)
    let impact = impact
    removalGuard = RemovalGuard(store.record, impact)
    let restored = findings.filter { $0.repair == .restoreFile && $0.isPlannable }
    func layers(_ place: (LayerClaim) -> BytePath?) -> Set<LayerID> {
      let found = restored.filter { finding in
        guard let path = finding.path, let claim = finding.layer.flatMap(impact.claim) else {
          return false
        }
        return path == place(claim)
      }
      return Set(found.compactMap(\.layer))
    }
    healing = (layers(\.cacheIDPath), layers { $0.metadataPath?.appending("diff") })
  }

  func repairs() -> StoreRepairs {
    let steps: [RepairStep?]
    var withheld: [String] = []
    switch record.location.kind {
    case .dockerGraph, .dockerLayerDB, .containersStorage:
      steps = [
        moveAside(), restore(), takeAway(), removeLeftovers(), discardLayers(), replaceLayers(),
      ]
      withheld = self.withheld()
    case .containerd:
      steps = [takeAway(), removeLeftovers(), replaceContent()]
      withheld = withheldContent()
    case .ociLayout, .dockerArchive:
      steps = []
      if !Self.unplanned(findings, in: record.location.kind).isEmpty { withheld = [Self.copyAgain] }
    }
    return StoreRepairs(steps: steps.compactMap(\.self), withheld: withheld)
  }

  /// Findings of warning or above that no step heals in a store of this kind.
  static func unplanned(_ findings: [Finding], in kind: StoreKind) -> [Finding] {
    let handled: Set<Repair> =
      switch kind {
      case .dockerGraph, .dockerLayerDB, .containersStorage:
        Set(Repair.allCases).subtracting([.replaceBlob])
      case .containerd: [.byHand, .takeAway, .removePath, .replaceLayer, .replaceBlob]
      case .ociLayout, .dockerArchive: []
      }
    return findings.filter { finding in
      finding.severity > .note
        && !(finding.isPlannable && finding.repair.map(handled.contains) == true)
    }
  }

  private static let copyAgain =
    "Nothing in a layout or an archive can be made again from the rest of it: write it again from "
    + "where it came (`skopeo copy`, `docker save`, the build), audit that, and use nothing of this "
    + "one meanwhile."

  func findings(_ repairs: Repair...) -> [Finding] {
    findings.filter { finding in
      finding.isPlannable && finding.repair.map(repairs.contains) == true
    }
  }

  func layers(_ repair: Repair) -> Set<LayerID> { Set(findings(repair).compactMap(\.layer)) }

  func absolute(_ path: BytePath) -> BytePath { record.location.root.appending(path) }

  /// Beside the store and called like it, so that stores in one directory do not mix.
  func quarantine(of path: BytePath) -> BytePath {
    let root = record.location.root
    return root.parent.appending("layeraudit-quarantine").appending(root.lastComponent)
      .appending(path)
  }

  /// Moves within the file system, so that it takes no time and can be undone.
  func quarantine(_ paths: [BytePath]) -> [String] {
    Dictionary(grouping: paths, by: \.parent).sorted { $0.key < $1.key }
      .flatMap { parent, paths in
        let folder = ShellWord.quoted(quarantine(of: parent))
        let sources = paths.map { "  \(ShellWord.quoted(absolute($0))) \\" }
        return ["mkdir -p -- \(folder)", "mv -- \\"] + sources + ["  \(folder)/"]
      }
  }

  private func moveAside() -> RepairStep? {
    let urgent = findings(.moveAside)
    let paths = Set(urgent.compactMap(\.path)).sorted()
    guard !paths.isEmpty else { return nil }
    return RepairStep(
      title: "Before anything else, and before the daemon is stopped: take away what does harm",
      needsStoppedDaemon: false, commands: quarantine(paths),
      heals: urgent.count)
  }

  /// Layers to replace, but for those that another step heals: moving the files of a layer out does
  /// both, and a layer without its own directory or digest may be whole.
  var damaged: Set<LayerID> {
    let replaced = findings(.replaceLayer).filter { !isHealedByRestoring($0) }.compactMap(\.layer)
    return Set(replaced).subtracting(impact.descendants(of: discarded))
  }

  /// Whether restoring another file shows whether the layer is damaged at all.
  ///
  /// Without its own directory all that was measured is another layer's; without the right digest
  /// only what its tar-split says of single files holds.
  func isHealedByRestoring(_ finding: Finding) -> Bool {
    guard let layer = finding.layer else { return false }
    return healing.directories.contains(layer)
      || healing.digests.contains(layer) && finding.subject.kind != "entry"
  }

  private func withheld() -> [String] {
    let damaged = damaged
    let left = findings(.removePath).count
    if let reason = removalGuard.storeReason {
      let nothing = damaged.isEmpty && left == 0 && discarded.isEmpty
      return nothing ? [] : ["Nothing is removed before this is put right: \(reason)."]
    }
    let waiting = damaged.filter { !removalGuard.obstacles(to: $0).isEmpty }
    let obstacles = Set(waiting.flatMap(removalGuard.obstacles)).sorted()
    var lines: [String] = []
    if !obstacles.isEmpty {
      lines.append(
        "\(waiting.count) damaged \(waiting.count == 1 ? "layer is" : "layers are") not replaced "
          + "yet. Remove no image or container with one of these layers, put them right first, "
          + "then plan again:")
      lines += obstacles.map { "  layer \($0.short): \(removalGuard.reason($0))" }
    }
    if left > 0, removalGuard.hasUntrusted {
      lines.append(
        "What nothing owns is not removed before every layer has its own directory again.")
    }
    return lines
  }

  /// Layers whose files are moved out, but for those whose entry is only called by another name.
  private var discarded: Set<LayerID> {
    let renamed = findings(.rename).compactMap { $0.evidence["content"] }
      .map { LayerID(BytePath($0).lastComponent) }
    return layers(.discardLayer).subtracting(renamed)
  }

  private func discardLayers() -> RepairStep? {
    let broken = discarded
    guard !broken.isEmpty, removalGuard.storeReason == nil else { return nil }
    let all = impact.descendants(of: broken)
    let hit = impact.users(of: all)
    let paths = impact.files(of: all)
    let isThere = !paths.isEmpty
    let count = all.count { impact.claim($0) != nil }
    return RepairStep(
      title: isThere
        ? "Move out \(count) \(count == 1 ? "layer" : "layers") that the daemon cannot "
          + "load or remove, then fetch the images again"
        : "Fetch again the images that lack a layer",
      needsStoppedDaemon: isThere, commands: quarantine(paths),
      afterwards: dropBuildCache(for: all) + hit.images.flatMap(engine.fetch),
      losses: losses(hit, isListed: false) + cacheLosses(for: all),
      notes: notes(fetching: hit.images),
      heals: findings(.discardLayer).count { $0.layer.map(broken.contains) == true })
  }

  private func removeLeftovers() -> RepairStep? {
    let left = findings(.removePath)
    guard !left.isEmpty, removalGuard.storeReason == nil, !removalGuard.hasUntrusted else {
      return nil
    }
    let owners = Dictionary(
      record.leftovers.map { ($0.path, $0.layer) }, uniquingKeysWith: { first, _ in first })
    let paths = Set(left.compactMap(\.path))
    // The short names of what is removed would lead nowhere.
    let links = paths.compactMap { owners[$0] ?? nil }.compactMap(impact.claim)
      .filter { $0.role == .unclaimed }.flatMap(\.links)
    let frees = paths.reduce(ByteCount(0)) {
      $0.adding(measurements.leftovers[$1]?.allocated ?? 0)
    }
    return RepairStep(
      title: "Remove what nothing in the store owns", needsStoppedDaemon: true,
      commands: paths.union(links).sorted().map { "rm -r -- \(ShellWord.quoted(absolute($0)))" },
      notes: [
        "nothing has these otherwise: look into them first, a container may have written them"
      ],
      frees: frees > 0 ? frees : nil, heals: left.count)
  }
}
