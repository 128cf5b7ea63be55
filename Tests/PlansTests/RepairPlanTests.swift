import LayerModel
import Testing

@testable import Plans

struct RepairPlanTests {
  @Test func `a store without findings needs no plan`() {
    #expect(RepairPlan(of: .sample([])).stores == [])
  }

  @Test func `a damaged layer takes all that is built on it, and only that`() throws {
    let plan = RepairPlan(of: .sample([.sample(.replaceLayer, layer: "b", path: "aufs/diff/b/x")]))
    let step = try #require(plan.stores.first?.steps.first)
    #expect(
      step.commands == ["docker rm --force web", "docker rmi app:1 c0ffee"]
    )
    #expect(step.afterwards == ["docker pull app:1"])
    #expect(!step.needsStoppedDaemon)
    #expect(
      step.losses == [
        "container web: everything it wrote (4.0 KiB); save it first",
        "image c0ffee: no registry is known to have it; build or load it again",
      ])
  }

  @Test func `digests that go with the last tag of their repository are not removed again`() throws
  {
    var report = AuditReport.sample([.sample(.replaceLayer, layer: "c", path: "aufs/diff/c/x")])
    let index = try #require(report.stores[0].record.images.firstIndex { $0.id == ImageID("c") })
    report.stores[0].record.images[index].names = ["app:1", "app@sha256:ab", "other@sha256:ab"]
    let commands = try #require(RepairPlan(of: report).stores.first?.steps.first?.commands)
    #expect(commands.last == "docker rmi app:1 other@sha256:ab")
  }

  @Test func `the build cache is dropped when it holds the layer, too`() throws {
    var report = AuditReport.sample([.sample(.replaceLayer, layer: "b", path: "aufs/diff/b/x")])
    let index = try #require(report.stores[0].record.layers.firstIndex { $0.id == LayerID("b") })
    report.stores[0].record.layers[index].isHeldByBuildCache = true
    let commands = try #require(RepairPlan(of: report).stores.first?.steps.first?.commands)
    #expect(commands.last == "docker builder prune --all --force")
  }

  @Test func `what Podman is to do in somebody's store is done as that user`() throws {
    var report = AuditReport.sample([.sample(.replaceLayer, layer: "b", path: "overlay/b/diff/x")])
    report.stores[0].record.location = StoreLocation(
      kind: .containersStorage, driver: "overlay", root: "/home/u/.local/share/containers/storage")
    report.stores[0].record.owner = 1000
    report.stores[0].record.images.indices.forEach {
      report.stores[0].record.images[$0].names = report.stores[0].record.images[$0].names.map {
        "quay.io/" + $0
      }
    }
    report.stores[0].record.images[1].pulledAs = "quay.io/app@sha256:ab"
    report.findings = report.findings.map { finding in
      var finding = finding
      finding.store = report.stores[0].record.location.id
      return finding
    }
    let podman =
      "sudo -H -u '#1000' env XDG_RUNTIME_DIR=/run/user/1000 podman "
      + "--root /home/u/.local/share/containers/storage --storage-driver overlay"
    let step = try #require(RepairPlan(of: report).stores.first?.steps.first)
    #expect(
      step.commands == [
        "skopeo inspect --raw docker://quay.io/app@sha256:ab > /dev/null \\",
        "  && \(podman) rm --force web \\", "  && \(podman) rmi quay.io/app:1 \\",
        "  && \(podman) rmi --ignore c0ffee",
      ])
    #expect(step.afterwards.first == "\(podman) pull quay.io/app@sha256:ab")
  }

  @Test func `a layer that cannot be loaded is moved out with its descendants`() throws {
    let plan = RepairPlan(of: .sample([.sample(.discardLayer, layer: "b", path: "graph/b/json")]))
    let step = try #require(plan.stores.first?.steps.first)
    #expect(step.needsStoppedDaemon)
    #expect(
      step.commands == [
        "mkdir -p -- /layeraudit-quarantine/store/aufs/diff",
        "mv -- \\",
        "  /store/aufs/diff/b \\",
        "  /store/aufs/diff/c \\",
        "  /layeraudit-quarantine/store/aufs/diff/",
        "mkdir -p -- /layeraudit-quarantine/store/graph",
        "mv -- \\",
        "  /store/graph/b \\",
        "  /store/graph/c \\",
        "  /layeraudit-quarantine/store/graph/",
      ])
  }

  @Test func `a layer to discard is not replaced as well`() {
    let plan = RepairPlan(
      of: .sample([
        .sample(.discardLayer, layer: "b", path: "graph/b/json"),
        .sample(.replaceLayer, layer: "c", path: "aufs/diff/c/x"),
      ]))
    #expect(plan.stores.first?.steps.count == 1)
  }

  @Test func `leftovers are removed and counted`() throws {
    let plan = RepairPlan(of: .sample([.sample(.removePath, layer: nil, path: "aufs/diff/left")]))
    let step = try #require(plan.stores.first?.steps.first)
    #expect(step.commands == ["rm -r -- /store/aufs/diff/left"])
    #expect(step.frees == 8_192)
  }

  @Test func `what can be told from the rest of the store is written again`() throws {
    let plan = RepairPlan(
      of: .sample([
        .sample(.restoreFile, layer: "b", path: "overlay2/b/lower", content: "l/A:l/B"),
        .sample(.restoreLink, layer: "b", path: "overlay2/l/A", expected: "../a/diff"),
      ]))
    #expect(
      plan.stores.first?.steps.first?.commands == [
        "printf %s l/A:l/B > /store/overlay2/b/lower",
        "ln -sfn -- ../a/diff /store/overlay2/l/A",
      ])
  }

  @Test func `what does harm comes first`() {
    let plan = RepairPlan(
      of: .sample([
        .sample(.removePath, layer: nil, path: "aufs/diff/left"),
        .sample(.moveAside, layer: nil, path: "layerdb/x-removing"),
      ]))
    #expect(plan.stores.first?.steps.map(\.needsStoppedDaemon) == [false, true])
  }

  @Test func `a file that the rest of the store does not tell is left to a person`() {
    let finding = Finding.sample(.restoreFile, layer: "b", path: "overlay2/b/lower", expected: "?")
    #expect(RepairPlan(of: .sample([finding])).stores.first?.steps == [])
    #expect(RepairPlan(of: .sample([finding])).stores.first?.unplanned == [finding])
  }

  @Test func `what only a person can judge is not lost`() {
    let finding = Finding.sample(nil, layer: "b", path: "graph/b/json")
    #expect(RepairPlan(of: .sample([finding])).stores.first?.unplanned == [finding])
  }

  @Test(arguments: [
    ("plain/name-1.0:x@y", "plain/name-1.0:x@y"), ("with space", "'with space'"),
    ("it's", "'it'\\''s'"), ("$(reboot)", "'$(reboot)'"), ("", "''"),
    ("a\nb", "$'a\\012b'"), ("\u{1B}[31m", "$'\\033\\13331m'"),
  ])
  func `no name acts on a shell`(name: String, word: String) {
    #expect(ShellWord.quoted(name) == word)
  }

  @Test func `what has a name that no command accepts goes by its id`() {
    let claim = ContainerClaim(
      id: ContainerID("c"), name: "--all", driver: nil, image: nil, configPath: "",
      configState: "ok", imageState: "present", contentState: "present", initState: "present")
    var record = StoreRecord(location: .sample)
    record.references = [
      ReferenceClaim(
        name: "App:1", path: "repositories-aufs", target: "e", targetState: "present",
        nameState: "illegal-name")
    ]
    let images = [("e", ["App:1"]), ("f", ["-x:1", "fine:1"]), ("g", ["fine:2"])].map {
      ImageClaim(id: ImageID($0), names: $1, layers: [], isComplete: true, created: nil)
    }
    let engine = Engine(of: record)
    #expect(engine.remove([claim]) == ["docker rm --force c"])
    #expect(engine.remove(images) == ["docker rmi fine:2", "docker rmi --force e f"])
  }
}

extension StoreLocation {
  static let sample = StoreLocation(kind: .dockerGraph, driver: "aufs", root: "/store")
}

extension AuditReport {
  /// Layers a ← b ← c; images `base:1` of a, `app:1` of c, and a nameless one of b.
  static func sample(_ findings: [Finding]) -> AuditReport {
    var record = StoreRecord(location: .sample)
    record.layers = [("a", nil), ("b", "a"), ("c", "b")].map { id, parent in
      var claim = LayerClaim(
        id: LayerID(id), role: .image, contentPath: BytePath("aufs/diff/\(id)"),
        contentState: "directory")
      claim.metadataPath = BytePath("graph/\(id)/json")
      claim.parent = parent.map { LayerID($0) }
      claim.checksumState = "ok"
      return claim
    }
    func image(_ id: String, _ names: [String], _ layers: [String]) -> ImageClaim {
      ImageClaim(
        id: ImageID(id), names: names, layers: layers.map { LayerID($0) }, isComplete: true,
        created: nil)
    }
    record.images = [
      image("a", ["base:1"], ["a"]), image("c", ["app:1"], ["c", "b", "a"]),
      image("c0ffee", [], ["b", "a"]),
    ]
    var container = ContainerClaim(
      id: ContainerID("d"), name: "web", driver: "aufs", image: ImageID("c"),
      configPath: "containers/d/config.json", configState: "ok", imageState: "present",
      contentState: "present", initState: "present")
    container.layers = [LayerID("d-init"), LayerID("d")]
    record.containers = [container]
    var measurements = StoreMeasurements()
    var own = LayerMeasurement()
    own.totals.allocated = 4_096
    measurements.layers[LayerID("d")] = own
    var left = TreeTotals()
    left.allocated = 8_192
    measurements.leftovers["aufs/diff/left"] = left
    let start = Timestamp(seconds: 0)
    return AuditReport(
      toolVersion: "0", rulesDigest: "0", runID: "0", host: "h", startedAt: start, endedAt: start,
      level: .content, isComplete: true,
      stores: [StoreReport(record: record, measurements: measurements, ledger: Ledger())],
      findings: findings, bytesRead: 0, duration: 0)
  }
}

extension Finding {
  static func sample(
    _ repair: Repair?, layer: String?, path: BytePath, expected: String? = nil,
    content: String? = nil, actual: String? = nil, kind: String = "layer"
  ) -> Finding {
    Finding(
      rule: "sample", severity: .error, status: .new, fingerprint: "0",
      store: StoreLocation.sample.id, subject: .init(kind: kind, id: layer ?? ""),
      layer: layer.map { LayerID($0) }, path: path, expected: expected, actual: actual,
      message: "sample", why: "", fix: "", affects: .init(), bytes: nil,
      evidence: content.map { ["content": $0] } ?? [:], repair: repair)
  }
}
