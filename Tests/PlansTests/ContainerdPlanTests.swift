import LayerModel
import Testing

@testable import Plans

struct ContainerdPlanTests {
  /// Snapshots a ← b ← c of image `app:1`, whose one blob is `blobs/l`, and container `web` on c.
  private var report: AuditReport {
    var record = StoreRecord(
      location: StoreLocation(
        kind: .containerd, driver: "overlayfs", root: "/var/lib/containerd"))
    record.layers = [("a", nil), ("b", "a"), ("c", "b")].map { key, parent in
      snapshot("sha256:\(key)", on: parent.map { "sha256:\($0)" }, .image)
    }
    var image = ImageClaim(
      id: ImageID("default/sha256:f"), names: ["docker.io/library/app:1"],
      layers: ["c", "b", "a"].map { LayerID("default/overlayfs/sha256:\($0)") }, isComplete: true,
      created: nil)
    image.namespace = "default"
    record.images = [image]
    var blob = BlobClaim(
      path: "blobs/l", place: .file, digest: BlobDigest(Array("sha256:\(Self.hex)".utf8)),
      state: "present")
    blob.namespaces = ["default", "two"]
    blob.images = [image.id]
    record.blobs = [blob]
    var descriptor = DescriptorClaim(
      .layer, path: "blobs/f", record: "layers[0]", digestText: "sha256:\(Self.hex)",
      state: "present")
    descriptor.image = image.id
    record.descriptors = [descriptor]
    var container = ContainerClaim(
      id: ContainerID("default/web"), name: "web", driver: "overlayfs", image: image.id,
      configPath: "meta.db", configState: "ok", imageState: "present", contentState: "present",
      initState: "none")
    container.layers = [LayerID("default/overlayfs/web")]
    record.containers = [container]
    record.layers.append(snapshot("web", on: "sha256:c", .container))
    let start = Timestamp(seconds: 0)
    return AuditReport(
      toolVersion: "0", rulesDigest: "0", runID: "0", host: "h", startedAt: start, endedAt: start,
      level: .content, isComplete: true,
      stores: [
        StoreReport(record: record, measurements: StoreMeasurements(), ledger: Ledger())
      ],
      findings: [], bytesRead: 0, duration: 0)
  }

  private static let hex = String(repeating: "ab", count: 32)

  private func snapshot(
    _ key: String, on parent: String?, _ role: LayerClaim.Role
  ) -> LayerClaim {
    var claim = LayerClaim(
      id: LayerID("default/overlayfs/\(key)"), role: role,
      contentPath: BytePath("snapshots/\(key)/fs"),
      contentState: "directory")
    claim.parent = parent.map { LayerID("default/overlayfs/\($0)") }
    claim.namespace = "default"
    claim.snapshotter = "overlayfs"
    return claim
  }

  private func step(_ report: AuditReport, _ findings: Finding...) throws -> RepairStep {
    var report = report
    report.findings = findings.map { finding in
      var finding = finding
      finding.store = report.stores[0].record.location.id
      return finding
    }
    let plan = try #require(RepairPlan(of: report).stores.first)
    #expect(plan.unplanned == [])
    #expect(plan.steps.count == 1)
    return try #require(plan.steps.first)
  }

  private let damagedSnapshot = Finding.sample(
    .replaceLayer, layer: "default/overlayfs/sha256:b", path: "snapshots/b/fs/x", kind: "entry")
  private let damagedBlob = Finding.sample(
    .replaceBlob, layer: nil, path: "blobs/l", kind: "blob")

  @Test func `a damaged snapshot is unpacked again from its blobs, what is on it removed first`()
    throws
  {
    let step = try step(report, damagedSnapshot)
    #expect(
      step.commands == [
        "{ ctr -n default tasks rm --force web || true; } \\",
        "  && ctr -n default containers rm web \\",
        "  && ctr -n default snapshots --snapshotter overlayfs rm sha256:c sha256:b",
      ])
    #expect(
      step.afterwards == ["ctr -n default snapshots --snapshotter overlayfs unpack sha256:f"])
    #expect(step.losses == ["container web: everything it wrote; save it first"])
    #expect(step.notes == [])
    #expect(!step.needsStoppedDaemon)
  }

  @Test func `a damaged blob leaves every namespace before it is pulled again`() throws {
    var report = report
    report.stores[0].record.images[0].registries = ["docker.io"]
    let step = try step(report, damagedBlob)
    #expect(
      step.commands == [
        "ctr -n default content rm sha256:\(Self.hex) \\",
        "  && ctr -n two content rm sha256:\(Self.hex) \\",
        "  && ctr -n default leases create --id layeraudit \\",
        "  && ctr -n default leases rm --sync layeraudit  # waits until the files are gone",
      ])
    #expect(step.afterwards == ["ctr -n default images pull docker.io/library/app:1"])
    #expect(step.losses == [])
  }

  @Test func `what no registry is known to have is told as a loss`() throws {
    let step = try step(report, damagedBlob)
    #expect(step.afterwards == [])
    #expect(
      step.losses == [
        "image docker.io/library/app:1 in namespace default: no registry is known to have it; "
          + "build or load it again"
      ])
  }

  @Test func `a layer whose packed form was dropped is pulled, not unpacked`() throws {
    var report = report
    report.stores[0].record.images[0].registries = ["docker.io"]
    report.stores[0].record.descriptors[0].state = "discarded"
    let step = try step(report, damagedSnapshot)
    #expect(step.afterwards == ["ctr -n default images pull docker.io/library/app:1"])
  }

  @Test func `a snapshot that somebody made on a damaged one is removed and told`() throws {
    var report = report
    let loose = snapshot("own/work", on: "sha256:c", .container)
    report.stores[0].record.layers.append(loose)
    let step = try step(report, damagedSnapshot)
    #expect(
      step.commands.last
        == "  && ctr -n default snapshots --snapshotter overlayfs rm own/work sha256:c sha256:b")
    #expect(step.losses.last == "snapshot work: everything written to it; save it first")
  }

  @Test func `a committed snapshot that no image makes again is told as a loss`() throws {
    var report = report
    report.stores[0].record.layers.append(snapshot("mine", on: "sha256:b", .image))
    let step = try step(report, damagedSnapshot)
    #expect(
      step.commands.last
        == "  && ctr -n default snapshots --snapshotter overlayfs rm mine sha256:c sha256:b")
    #expect(
      step.losses.last
        == "snapshot mine: everything in /var/lib/containerd/snapshots/mine/fs, which no image here "
        + "makes again; save it first")
  }

  @Test(arguments: ["sha256:c", "web"])
  func `nothing is removed with a snapshot that lists a child which cannot be removed`(
    key: String
  ) throws {
    var report = report
    var dangling = Oddity(
      "snapshot-child-dangling", path: "meta.db", layer: LayerID("default/overlayfs/\(key)"))
    dangling.actual = "gone"
    report.stores[0].record.oddities = [dangling]
    var finding = damagedSnapshot
    finding.store = report.stores[0].record.location.id
    report.findings = [finding]
    let plan = try #require(RepairPlan(of: report).stores.first)
    #expect(plan.steps == [])
    #expect(plan.withheld.first?.hasPrefix("1 damaged layer is not replaced: ") == true)
    #expect(plan.withheld.last == "  snapshot default/overlayfs/\(key) lists gone")
    let step = try step(report, damagedSnapshot, damagedBlob)
    #expect(step.heals == 1)
    #expect(!step.commands.contains { $0.contains("snapshots") })
  }

  @Test(arguments: [
    ("moby", "docker rm --force web \\", 0),
    ("k8s.io", "{ crictl rm --force web || crictl rmp --force web; } \\", 1),
  ])
  func `containers are removed by whatever made them`(
    namespace: String, command: String, notes: Int
  ) throws {
    var report = report
    report.stores[0].record.containers[0].id = ContainerID("\(namespace)/web")
    let step = try step(report, damagedSnapshot)
    #expect(step.commands.first == command)
    #expect(step.notes.count == notes)
  }

  @Test(arguments: [
    ("/var/lib/rancher/k3s/agent/containerd", "-a /run/k3s/containerd/containerd.sock ", 0),
    ("/var/lib/docker/containerd/daemon", "-a /run/docker/containerd/containerd.sock ", 0),
    ("/srv/containerd", "", 1),
  ])
  func `the commands reach the daemon that has the store`(
    root: String, socket: String, notes: Int
  ) throws {
    var report = report
    report.stores[0].record.location = StoreLocation(
      kind: .containerd, driver: "overlayfs", root: BytePath(root))
    let step = try step(report, damagedSnapshot)
    #expect(
      step.afterwards == [
        "ctr \(socket)-n default snapshots --snapshotter overlayfs unpack sha256:f"
      ])
    #expect(step.notes.count == notes)
  }

  @Test func `snapshots in a loop are not ordered for ever`() {
    var record = report.stores[0].record
    record.layers[0].parent = record.layers[2].id
    #expect(LayerImpact(record).topFirst(Set(record.layers.map(\.id))).isEmpty)
  }

  @Test(arguments: [StoreKind.ociLayout, .dockerArchive])
  func `nothing in an archive is healed from the rest`(kind: StoreKind) throws {
    var report = report
    report.stores[0].record.location = StoreLocation(kind: kind, driver: "oci", root: "/a.tar")
    var finding = damagedBlob
    finding.store = report.stores[0].record.location.id
    report.findings = [finding]
    let plan = try #require(RepairPlan(of: report).stores.first)
    #expect(plan.steps == [])
    #expect(plan.withheld.count == 1)
    #expect(plan.unplanned == [finding])
  }
}
