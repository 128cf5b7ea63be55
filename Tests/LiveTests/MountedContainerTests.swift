import Foundation
import LayerModel
import Testing

/// A container that is mounted: the driver's directory is then mounted onto itself.
@Suite(
  .enabled(
    if: Surroundings.storageOverlayObstacle == nil,
    Comment(rawValue: Surroundings.storageOverlayObstacle ?? "")))
struct MountedContainerTests {
  @Test func `a store with a mounted container is audited as a whole`() throws {
    let engines = try StorageEngines(driver: "overlay")
    let files = try ChurnFiles("files", in: engines.place.folder)
    try files.write(1)
    try engines.podman.run("import", "-q", files.tar, "imported:latest")
    let container = try engines.podman.run("create", "imported:latest", "/busybox")
    let root = try engines.podman.run("mount", container)
    #expect(FileManager.default.fileExists(atPath: root + "/a/n1"))
    let report = try LiveAudit.run(engines.root)
    #expect(report.accusations.values.sorted() == [])
    #expect(report.isComplete)
    let store = try #require(report.stores.first)
    #expect(store.record.isLive)
    #expect(store.record.containers.map(\.id.description) == [container])
    let verdicts = store.record.layers.filter { $0.role == .image }.map {
      store.measurements.layers[$0.id]?.verification
    }
    #expect(verdicts == [.verified])
    try engines.podman.run("umount", container)
    #expect(try LiveAudit.run(engines.root).stores.first?.record.isLive == false)
  }
}
