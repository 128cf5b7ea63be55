import LayerModel

/// A report with one of everything that is hard to show.
enum SampleReport {
  static let base = LayerID(String(repeating: "ab", count: 32))
  static let child = LayerID(String(repeating: "cd", count: 32))
  static let broken = LayerID(String(repeating: "ef", count: 32))
  static let hostile = LayerID(BytePath([0x1B, 0x5B, 0x32, 0x4A, 0xFF, 0x0A]))
  static let upper = LayerID(String(repeating: "12", count: 32))
  static let root: BytePath = "/var/lib/docker"
  static let time = Timestamp(seconds: 1_434_741_434, nanoseconds: 5)

  static var report: AuditReport {
    var report = bare
    report.goal.maxAge = 2_592_000
    report.goal.maxDuration = 3_600
    report.history = history
    return report
  }

  private static var history: RunHistory {
    var history = RunHistory(directory: BytePath([0x2F, 0x1B, 0xFF]))
    history.problem = "this run is not remembered: no space left on the device"
    history.unended = [.init(runID: "run-0", startedAt: Timestamp(seconds: 1_763_900_000))]
    history.trends[store.record.location.id] = [(1, 480_000), (2, 520_000)].map { night, size in
      var point = TrendPoint(
        runID: "run-\(night)", startedAt: Timestamp(seconds: 1_763_800_000 + Int64(night) * 86_400),
        level: .content, verdict: "ok")
      point.sizes = ["disk_used": ByteCount(Int64(size))]
      return point
    }
    return history
  }

  private static var bare: AuditReport {
    AuditReport(
      toolVersion: "0.1.0", rulesDigest: "0123456789abcdef", runID: "run-1", host: "node-7",
      startedAt: Timestamp(seconds: 1_764_000_000), endedAt: Timestamp(seconds: 1_764_000_041),
      level: .content, isComplete: false, stores: [store], findings: findings.sorted(),
      bytesRead: 40_909_563_494, duration: 41.0426)
  }

  static var empty: AuditReport {
    var report = report
    report.stores = []
    report.findings = []
    report.bytesRead = 0
    report.duration = 0.25
    return report
  }

  /// Two images of which one grew, by a file with a name that is no text.
  static var compared: AuditReport {
    var layer = LayerProfile(id: child, identity: "sha256:12")
    layer.createdBy = "RUN <make> | install"
    var change = LayerChange(
      layer, position: 2, .grown, SizeChange(before: 1_000, after: 5_000_000))
    change.places = [
      PlaceChange(.file, BytePath([0x61, 0x1B, 0xFF]), SizeChange(before: nil, after: 4_000_000)),
      PlaceChange(.directory, "usr", SizeChange(before: 1_000, after: 1_000_000)),
    ]
    change.placesLeftOut = 3
    change.isListed = true
    func image(_ name: String, _ size: SizeChange) -> ImageChange {
      let profile = ImageProfile(
        id: ImageID(name), store: "s", names: [name], platform: "linux/amd64", layers: [])
      return ImageChange(profile, SizeState(size), size)
    }
    var grown = image("app|x:2", SizeChange(before: 40_000_000, after: 44_999_000))
    grown.layers = [change]
    var comparison = SizeComparison(base: "base.json")
    comparison.images = [
      grown, image("gone:1", SizeChange(before: 5, after: nil)),
      image("same:1", SizeChange(before: 7, after: 7)),
    ]
    var report = empty
    report.comparison = comparison
    return report
  }

  static var clean: AuditReport {
    var report = report
    report.isComplete = true
    report.findings = []
    report.stores[0].record.problems = []
    report.stores[0].measurements.problems = []
    return report
  }

  static var store: StoreReport {
    var ledger = Ledger()
    for name in LedgerClass.allCases { ledger.classes[name] = DiskSize() }
    ledger.classes[.unique] = DiskSize(apparent: 280_000, allocated: 300_000)
    ledger.classes[.shared] = DiskSize(apparent: 149_000, allocated: 150_000)
    ledger.classes[.log] = DiskSize(apparent: 9_000, allocated: 12_288)
    ledger.classes[.metadata] = DiskSize(apparent: 20_000, allocated: 33_616)
    ledger.classes[.unexplained] = DiskSize(apparent: 7, allocated: 4_096)
    ledger.places = [
      LedgerPlace(
        key: PlaceKey(.log, BytePath("containers/\(upper)/\(upper)-json.log")),
        size: DiskSize(apparent: 9_000, allocated: 12_288)),
      LedgerPlace(
        key: PlaceKey(.metadata, "graph"), size: DiskSize(apparent: 20_000, allocated: 33_616)),
      LedgerPlace(
        key: PlaceKey(.unexplained, BytePath([0x78, 0xC3, 0x28])),
        size: DiskSize(apparent: 7, allocated: 4_096)),
    ]
    ledger.gaps = [LedgerGap(path: "trust", reason: "permission denied")]
    var sharing = BlockSharing()
    (sharing.files, sharing.counted, sharing.once) = (12, 90_112, 40_960)
    sharing.unknown = "not all files could be opened"
    ledger.sharing = sharing
    return StoreReport(record: record, measurements: measurements, ledger: ledger)
  }

  static var waste: ImageWaste {
    var waste = ImageWaste()
    waste.replaced = 4_096
    waste.deleted = 90
    waste.files = 2
    waste.largest = [
      WastedFile(kind: .replaced, path: "etc/motd\u{7}", layer: base, bytes: 4_096),
      WastedFile(kind: .deleted, path: BytePath([0x78, 0xC3, 0x28]), layer: base, bytes: 90),
    ]
    return waste
  }

  static var record: StoreRecord {
    var record = StoreRecord(
      location: StoreLocation(kind: .dockerGraph, driver: "aufs", root: root))
    record.isLive = true
    record.layers = [hostileLayer, upperLayer, baseLayer, childLayer, brokenLayer]
    record.images = [
      ImageClaim(
        id: ImageID(child.name), names: ["evil\u{202E}gpj.exe:1", "ubuntu:14.04"],
        layers: [child, base], isComplete: true, created: time),
      ImageClaim(
        id: ImageID(broken.name), names: [], layers: [broken], isComplete: false, created: nil),
    ]
    var container = ContainerClaim(
      id: ContainerID(upper.name), name: "web\u{7}", driver: "aufs", image: ImageID(child.name),
      configPath: root.appending("containers/\(upper)/config.json"), configState: "ok",
      imageState: "present", contentState: "present", initState: "missing")
    container.layers = [upper]
    record.containers = [container]
    record.blobs = [blob, strayBlob]
    record.references = [
      ReferenceClaim(
        name: "gone:latest", path: root.appending("repositories-aufs"), target: "dead\u{0}beef",
        targetState: "missing", nameState: "ok")
    ]
    record.leftovers = [
      Leftover(
        .removing, path: root.appending(BytePath([0x78, 0xC3, 0x28])), layer: nil,
        changedAt: 1_434_741_434, ownershipKnown: false)
    ]
    record.documents = [
      DocumentClaim(
        kind: "repositories", path: root.appending("repositories-aufs"), state: "ok")
    ]
    record.searchedRoots = [
      SearchedRoot(name: "containers", path: root.appending("containers"), owners: nil),
      SearchedRoot(name: "images", path: root.appending("graph"), owners: 3),
    ]
    record.problems = [
      AttributedProblem(.unreadable(root.appending("containers"), errno: 13)),
      AttributedProblem(
        .malformed(
          root.appending(BytePath([0xFF, 0x1B])), offset: 12, expected: "a \"digit\"\u{9B}"),
        layer: broken),
    ]
    return record
  }

  static var baseLayer: LayerClaim {
    var layer = LayerClaim(
      id: base, role: .image, contentPath: root.appending("aufs/diff/\(base)"),
      contentState: "directory")
    layer.metadataPath = root.appending("graph/\(base)/json")
    layer.metadataState = "ok"
    layer.loadable = true
    layer.parentState = "root"
    layer.depth = 0
    layer.recordedSize = 309_790
    layer.recordedSizeState = "ok"
    layer.created = time
    layer.createdBy = "/bin/sh -c #(nop) ADD file:49710b44 in /"
    layer.configuration = [
      ConfigurationField(name: "Cmd", value: "null"),
      ConfigurationField(name: "Env", value: #"["PATH=/bin","A=1, 2"]"#),
      ConfigurationField(name: "User", value: #""root""#),
    ]
    return layer
  }

  static var childLayer: LayerClaim {
    var layer = baseLayer
    layer.id = child
    layer.contentPath = root.appending("aufs/diff/\(child)")
    layer.metadataPath = root.appending("graph/\(child)/json")
    layer.parent = base
    layer.parentState = "present"
    layer.depth = 1
    layer.recordedSize = 4_400
    layer.createdBy = "echo \"\u{1B}]0;owned\u{7}\u{2028}\""
    layer.comment = "naïve \u{200B}comment"
    layer.configuration = [
      ConfigurationField(name: "Cmd", value: #"["/bin/bash"]"#),
      ConfigurationField(name: "Env", value: #"["PATH=/bin","B=[\"x\"]"]"#),
      ConfigurationField(name: "Volumes", value: #"{"/data":{}}"#),
    ]
    return layer
  }

  static var brokenLayer: LayerClaim {
    var layer = LayerClaim(
      id: broken, role: .image, contentPath: root.appending("aufs/diff/\(broken)"),
      contentState: "missing")
    layer.metadataPath = root.appending("graph/\(broken)/json")
    layer.metadataState = "ok"
    layer.loadable = true
    layer.parentText = "../../etc\u{1B}[31m"
    layer.parentState = "malformed"
    layer.recordedSizeText = "12x"
    layer.recordedSizeState = "malformed"
    return layer
  }

  static var hostileLayer: LayerClaim {
    LayerClaim(
      id: hostile, role: .unclaimed,
      contentPath: root.appending("aufs/diff").appending(hostile.name),
      contentState: "directory")
  }

  static var upperLayer: LayerClaim {
    var layer = LayerClaim(
      id: upper, role: .container, contentPath: root.appending("aufs/diff/\(upper)"),
      contentState: "directory")
    layer.parent = child
    return layer
  }

  static var blob: BlobClaim {
    let hex = String(repeating: "b1", count: 32)
    var blob = BlobClaim(
      path: BytePath("blobs/sha256/\(hex)"), place: .file, digest: BlobDigest("sha256:" + hex),
      state: "present")
    blob.size = 1_234
    blob.recordedSize = 1_233
    blob.namespaces = ["default", "k8s\u{1B}[7m.io"]
    blob.roles = [.layer, .artifact]
    blob.mediaType = "application/vnd.oci.image.layer.v1.tar+gzip\u{7}"
    blob.diffIDs = [base, child].compactMap { Digest(hex: $0.name.bytes) }
    blob.images = [ImageID(child.name)]
    return blob
  }

  static var strayBlob: BlobClaim {
    var blob = BlobClaim(
      path: BytePath([0x62, 0xFF, 0x1B]), place: .member(offset: 512, length: 7), digest: nil,
      state: "wrong-kind")
    blob.use = "unreferenced"
    return blob
  }

  static var measurements: StoreMeasurements {
    var measurements = StoreMeasurements()
    measurements.waste = [child: waste, broken: ImageWaste(unknown: "its chain is broken")]
    var measured = BlobMeasurement()
    measured.digest = blob.digest
    measured.bytes = 1_234
    measured.compression = "gzip"
    measured.inflated = 10_240
    measured.verification = .damaged
    measured.verificationReason = "what it inflates to is not\u{1B} its DiffID"
    measured.faults = [BlobFault(.duplicateName, name: "etc/a")]
    measurements.blobs[blob.path] = measured
    measurements.layers[base] = Self.measured(.verified, nil, 309_000)
    measurements.layers[child] = Self.measured(.damaged, "bin/bash differs", 4_096)
    measurements.layers[upper] = Self.measured(.unverifiable, nil, 8_192)
    measurements.layers[hostile] = Self.measured(
      .unverifiable, "tar-split is \u{1B}[1mmalformed", 0)
    var totals = TreeTotals()
    totals.allocated = 12_288
    measurements.leftovers[root.appending(BytePath([0x78, 0xC3, 0x28]))] = totals
    measurements.problems = [
      AttributedProblem(.missing(root.appending("aufs/diff/\(broken)")), layer: broken)
    ]
    return measurements
  }

  private static func measured(
    _ verification: Verification, _ reason: String?, _ bytes: ByteCount
  ) -> LayerMeasurement {
    var measured = LayerMeasurement()
    measured.verification = verification
    measured.verificationReason = reason
    measured.totals.files = 7
    measured.totals.directories = 2
    measured.totals.apparent = bytes
    measured.totals.allocated = bytes.adding(1_024)
    measured.sizeByWalk = bytes
    measured.contentDigest = Digest(hex: String(repeating: "5a", count: 32))
    return measured
  }
}
