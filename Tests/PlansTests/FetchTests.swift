import LayerModel
import Testing

@testable import Plans

/// How images come back that had to go, and that nothing is fetched which no registry has.
struct FetchTests {
  private static let origin = "app@sha256:ab"

  /// Layer b of the sample is damaged, in a store of `kind` whose base is called by a digest.
  private func report(
    _ kind: StoreKind, change: (inout StoreReport) -> Void = { _ in }
  ) -> AuditReport {
    var report = AuditReport.sample([.sample(.replaceLayer, layer: "b", path: "b/etc/x")])
    report.stores[0].record.location = StoreLocation(
      kind: kind, driver: "overlay2", root: "/var/lib/containers/storage")
    report.findings[0].store = report.stores[0].record.location.id
    change(&report.stores[0])
    return report
  }

  private func step(_ report: AuditReport) throws -> RepairStep {
    try #require(RepairPlan(of: report).stores.first?.steps.first)
  }

  /// Gives every layer a digest, which its tar comes to but for those of `broken`.
  private static func prove(_ store: inout StoreReport, broken: Set<String> = []) {
    let (due, other) = (Digest(hex: hex("1")), Digest(hex: hex("2")))
    for index in store.record.layers.indices {
      let id = store.record.layers[index].id
      store.record.layers[index].recordedDiffID = due
      var measured = LayerMeasurement()
      measured.tarDigest = broken.contains(id.description) ? other : due
      store.measurements.layers[id] = measured
    }
  }

  private static func hex(_ digit: Character) -> [UInt8] {
    Array(String(repeating: digit, count: 64).utf8)
  }

  @Test func `what a registry has is pulled by its digest, and gets all its tags again`() throws {
    let step = try step(
      report(.dockerLayerDB) {
        $0.record.images[1].names = ["app:1", Self.origin, "mine:2", "other@sha256:ab"]
      })
    #expect(
      step.afterwards == [
        "docker pull app@sha256:ab", "docker pull other@sha256:ab",
        "docker tag app@sha256:ab app:1", "docker tag app@sha256:ab mine:2",
      ])
    #expect(step.notes == ["where a registry no longer has a digest, pull the tag instead"])
    #expect(step.losses.contains { $0.hasPrefix("image app") } == false)
  }

  @Test func `a tag alone does not mean that a registry has the image`() throws {
    let step = try step(
      report(.dockerLayerDB) { $0.record.images[1].layerRepositories = ["reg/app", "reg/b"] })
    #expect(step.afterwards == [])
    #expect(
      step.losses.contains(
        "image app:1: no registry is known to have it, though all its layers are known from "
          + "reg/app, reg/b; build or load it again"))
  }

  @Test func `what Podman pulled is called as before`() throws {
    let step = try step(
      report(.containersStorage) {
        $0.record.images[1].names = ["localhost/x:1", "quay.io/app:1"]
        $0.record.images[1].pulledAs = "quay.io/app@sha256:ab"
      })
    #expect(
      step.afterwards == [
        "podman pull quay.io/app@sha256:ab", "podman tag quay.io/app@sha256:ab localhost/x:1",
        "podman tag quay.io/app@sha256:ab quay.io/app:1",
        "podman untag quay.io/app@sha256:ab quay.io/app@sha256:ab",
      ])
    #expect(
      step.commands == [
        "skopeo inspect --raw docker://quay.io/app@sha256:ab > /dev/null \\",
        "  && podman rm --force web \\", "  && podman rmi localhost/x:1 quay.io/app:1 \\",
        "  && podman rmi --ignore c0ffee",
      ])
    #expect(step.notes.map { $0.contains("each registry still has its image") } == [true])
  }

  @Test func `what Podman built is not pulled, whatever it is called`() throws {
    let step = try step(
      report(.containersStorage) { $0.record.images[1].names = ["quay.io/app:1"] })
    #expect(step.afterwards == [])
    #expect(step.losses.contains { $0.hasPrefix("image quay.io/app:1: no registry") })
  }

  @Test func `an image whose every byte is right is saved before it goes, and loaded again`() throws
  {
    let step = try step(report(.dockerLayerDB) { Self.prove(&$0) })
    let archive = "/var/lib/containers/layeraudit-quarantine/storage/images-c.tar"
    #expect(
      step.commands == [
        "mkdir -p -- /var/lib/containers/layeraudit-quarantine/storage \\",
        "  && test ! -e \(archive) \\",
        "  && docker save --output \(archive) app:1 c0ffee \\",
        "  && docker rm --force web \\", "  && docker rmi app:1 c0ffee",
      ])
    #expect(step.afterwards == ["docker load --input \(archive)"])
    #expect(step.losses == ["container web: everything it wrote (4.0 KiB); save it first"])
    #expect(step.notes.count == 1)
  }

  @Test func `what Podman has is saved in the form of its manifest, one archive for each`() throws {
    let step = try step(
      report(.containersStorage) {
        Self.prove(&$0)
        $0.record.images[1].names = ["localhost/app:1", "localhost/app:2"]
        $0.record.images[1].manifestForm = .oci
        $0.record.images[2].manifestForm = .docker
      })
    let folder = "/var/lib/containers/layeraudit-quarantine/storage"
    #expect(
      step.commands.prefix(5) == [
        "mkdir -p -- \(folder) \\", "  && test ! -e \(folder)/image-c.tar \\",
        "  && podman save --format oci-archive --uncompressed --output \(folder)/image-c.tar c \\",
        "  && test ! -e \(folder)/image-c0ffee \\",
        "  && podman save --format docker-dir --output \(folder)/image-c0ffee c0ffee \\",
      ])
    #expect(
      step.afterwards == [
        "podman load --input \(folder)/image-c.tar", "podman tag c localhost/app:1 localhost/app:2",
        "podman load --input \(folder)/image-c0ffee",
      ])
    #expect(step.losses == ["container web: everything it wrote (4.0 KiB); save it first"])
  }

  @Test(arguments: [ManifestForm.ociPacked, nil])
  func `a digest that no archive of Podman's keeps is told as a loss`(form: ManifestForm?) throws {
    let step = try step(
      report(.containersStorage) {
        Self.prove(&$0)
        $0.record.owner = 1000
        $0.record.images[1].manifestForm = form
        $0.record.images[2].manifestForm = .oci
      })
    #expect(
      step.losses.dropFirst() == [
        "image app:1: its digest, as its manifest is written anew; its configuration, id and files "
          + "stay"
      ])
    #expect(step.commands.first?.hasPrefix("sudo -H -u '#1000' mkdir -p -- /var/lib/") == true)
  }

  @Test func `an image with one wrong byte is not saved`() throws {
    let step = try step(report(.dockerLayerDB) { Self.prove(&$0, broken: ["c"]) })
    #expect(step.commands.contains { $0.contains("save") && $0.contains(" c0ffee") })
    #expect(!step.commands.contains { $0.contains("save") && $0.contains("app:1") })
    #expect(
      step.losses.last == "image app:1: no registry is known to have it; build or load it again")
  }

  @Test func `an image with a broken chain is not saved`() throws {
    let step = try step(
      report(.dockerLayerDB) {
        Self.prove(&$0)
        for index in $0.record.images.indices { $0.record.images[index].isComplete = false }
      })
    #expect(!step.commands.contains { $0.contains("save") })
  }

  @Test func `the build cache is not dropped without a word`() throws {
    let step = try step(report(.dockerLayerDB) { $0.record.layers[1].isHeldByBuildCache = true })
    #expect(step.commands.last == "docker builder prune --all --force")
    #expect(step.losses.last?.hasPrefix("the build cache") == true)
  }

  @Test func `the nameless steps of a build go with its image`() throws {
    let step = try step(
      report(.dockerLayerDB) { $0.record.images[1].parent = ImageID("c0ffee") })
    #expect(step.commands.last == "docker rmi app:1")
    #expect(!step.losses.contains { $0.contains("c0ffee") })
  }
}
