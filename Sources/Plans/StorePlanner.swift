internal import LayerModel

/// Turns the findings of one store into steps: what is urgent first, then what the running daemon
/// can do, then what needs it stopped.
struct StorePlanner {
  private let record: StoreRecord
  private let measurements: StoreMeasurements
  private let findings: [Finding]
  private let engine: Engine
  private let impact: LayerImpact

  init(store: StoreReport, findings: [Finding]) {
    record = store.record
    measurements = store.measurements
    self.findings = findings
    engine = Engine(of: store.record)
    impact = LayerImpact(store.record)
  }

  func plan() -> RepairPlan.StorePlan {
    let steps = [
      moveAside(), replaceLayers(), restoreFiles(), discardLayers(), removeLeftovers(),
    ].compactMap(\.self)
    return RepairPlan.StorePlan(
      store: record.location.id, steps: steps,
      unplanned: findings.filter { !$0.isPlannable && $0.severity > .note })
  }

  private func findings(_ repairs: Repair...) -> [Finding] {
    findings.filter { finding in finding.repair.map(repairs.contains) == true }
  }

  /// Layers to discard are not replaced as well: moving their files out does both.
  private func layers(_ repair: Repair) -> Set<LayerID> {
    Set(findings(repair).compactMap(\.layer))
  }

  private func absolute(_ path: BytePath) -> BytePath { record.location.root.appending(path) }

  /// Moves within the file system, so that it takes no time and can be undone.
  private func quarantine(_ paths: [BytePath]) -> [String] {
    let place = record.location.root.parent.appending("layeraudit-quarantine")
    return Dictionary(grouping: paths, by: \.parent).sorted { $0.key < $1.key }
      .flatMap { parent, paths in
        let folder = ShellWord.quoted(place.appending(parent))
        let sources = paths.map { "  \(ShellWord.quoted(absolute($0))) \\" }
        return ["mkdir -p -- \(folder)", "mv -- \\"] + sources + ["  \(folder)/"]
      }
  }

  private func moveAside() -> RepairPlan.Step? {
    let urgent = findings(.moveAside)
    let paths = Set(urgent.compactMap(\.path)).sorted()
    guard !paths.isEmpty else { return nil }
    return RepairPlan.Step(
      title: "Before anything else, and before the daemon is stopped: take away what does harm",
      needsStoppedDaemon: false, commands: quarantine(paths),
      heals: urgent.count)
  }

  private func replaceLayers() -> RepairPlan.Step? {
    let damaged = layers(.replaceLayer).subtracting(impact.descendants(of: layers(.discardLayer)))
    guard !damaged.isEmpty else { return nil }
    let hit = impact.users(of: damaged)
    var commands = engine.remove(hit.containers)
    commands += engine.remove(hit.images)
    if impact.isHeldByBuildCache(damaged) { commands += engine.dropBuildCache }
    return RepairPlan.Step(
      title:
        "Replace \(damaged.count) damaged \(damaged.count == 1 ? "layer" : "layers"), with the "
        + "images and containers that are built on them",
      needsStoppedDaemon: false, commands: commands, afterwards: engine.fetch(hit.images),
      losses: losses(hit),
      heals: findings(.replaceLayer).count { damaged.contains($0.layer ?? LayerID("")) })
  }

  private func losses(_ hit: LayerImpact.Users) -> [String] {
    hit.containers.map { container in
      let own = container.layers.last.flatMap { measurements.layers[$0]?.totals.allocated }
      let size = own.map { " (\($0.iec))" } ?? ""
      return "container \(container.title): everything it wrote\(size); save it first"
    }
      + hit.images.filter { engine.source(of: $0) == nil }.map {
        "image \($0.title): no registry is known to have it; build or load it again"
      }
  }

  private func restoreFiles() -> RepairPlan.Step? {
    let broken = findings(.restoreFile, .restoreLink).filter(\.isPlannable)
    let commands = broken.compactMap { finding -> String? in
      guard let path = finding.path, let text = finding.restored else { return nil }
      let place = ShellWord.quoted(absolute(path))
      return finding.repair == .restoreLink
        ? "ln -sfn -- \(ShellWord.quoted(text)) \(place)"
        : "printf %s \(ShellWord.quoted(text)) > \(place)"
    }
    guard !commands.isEmpty else { return nil }
    return RepairPlan.Step(
      title: "Write again what can be told from the rest of the store", needsStoppedDaemon: true,
      commands: commands, heals: broken.count)
  }

  private func discardLayers() -> RepairPlan.Step? {
    let broken = layers(.discardLayer)
    guard !broken.isEmpty else { return nil }
    let all = impact.descendants(of: broken)
    let hit = impact.users(of: all)
    let paths = impact.files(of: all)
    return RepairPlan.Step(
      title: "Move out \(all.count) \(all.count == 1 ? "layer" : "layers") that the daemon cannot "
        + "load or remove, then fetch the images again",
      needsStoppedDaemon: true, commands: quarantine(paths),
      afterwards: engine.fetch(hit.images), losses: losses(hit),
      heals: findings(.discardLayer).count)
  }

  private func removeLeftovers() -> RepairPlan.Step? {
    let left = findings(.removePath)
    let paths = Set(left.compactMap(\.path)).sorted()
    guard !paths.isEmpty else { return nil }
    let frees = paths.reduce(ByteCount(0)) {
      $0.adding(measurements.leftovers[$1]?.allocated ?? 0)
    }
    return RepairPlan.Step(
      title: "Remove what nothing in the store owns", needsStoppedDaemon: true,
      commands: paths.map { "rm -r -- \(ShellWord.quoted(absolute($0)))" },
      frees: frees > 0 ? frees : nil, heals: left.count)
  }
}

extension Finding {
  /// What a file must hold, or where a link must lead; `nil` when the store does not tell.
  fileprivate var restored: String? {
    switch repair {
    case .restoreFile: evidence["content"]
    case .restoreLink: expected
    default: nil
    }
  }

  /// Whether commands can heal it.
  fileprivate var isPlannable: Bool {
    switch repair {
    case nil: false
    case .restoreFile, .restoreLink: path != nil && restored != nil
    default: true
    }
  }
}
