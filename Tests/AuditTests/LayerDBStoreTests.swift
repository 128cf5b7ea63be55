import BundledStores
import Audit
import BundledStores
import Foundation
import LayerModel
import Reports
import Testing

/// Stores that dockerd 20.10.24 wrote, against what it reported.
struct LayerDBStoreTests {
  static let archives = ["docker-20.10-overlay2", "docker-20.10-vfs"]

  @Test(arguments: archives)
  func `a healthy store brings no finding of warning or above`(archive: String) throws {
    let store = try BundledStore(archive: archive)
    let report = try TestAudit.run(store.root, level: .metadata)
    #expect(report.findings.filter { $0.severity > .note } == [])
    #expect(report.isComplete)
    #expect(report.stores.map(\.record.location.kind) == [.dockerLayerDB, .containerd])
    // What was fetched of an image is kept by a lease for as long as the image is there.
    #expect(report.stores[1].record.leases.map(\.ownerState) == ["present"])
    #expect(report.findings.allSatisfy { $0.store == report.stores[0].record.location.id })
  }

  @Test(arguments: archives)
  func `layers have the digests, parents, sizes and directories that the daemon tells`(
    archive: String
  ) throws {
    let (record, facts) = try Self.read(archive)
    let layers = record.layers.filter { $0.role == .image }
    let expected = try #require(facts["layers"] as? [String: [String: Any]])
    #expect(Set(layers.compactMap { $0.chainID?.description }) == Set(expected.keys))
    for layer in layers {
      let fact = try #require(expected["sha256:\(layer.id)"])
      #expect(layer.recordedDiffID?.description == fact["diff"] as? String)
      #expect(layer.parent.map { "sha256:\($0)" } == fact["parent"] as? String)
      #expect(layer.recordedSize?.value == (fact["size"] as? NSNumber)?.int64Value)
      #expect(layer.cacheID?.description == fact["cacheID"] as? String)
      #expect(layer.computedChainID == layer.chainID)
      #expect(layer.loadable == true)
      #expect(layer.contentState == "directory")
      #expect(layer.chainState == (record.location.driver == "vfs" ? nil : "match"))
    }
  }

  @Test(arguments: archives)
  func `images have the names and sizes that the daemon lists`(archive: String) throws {
    let (record, facts) = try Self.read(archive)
    let expected = try #require(facts["images"] as? [[String: Any]])
    #expect(record.images.count == expected.count)
    let sizes = Dictionary(uniqueKeysWithValues: record.layers.map { ($0.id, $0.recordedSize) })
    for fact in expected {
      let id = try #require(fact["Id"] as? String)
      let image = try #require(record.images.first { "sha256:\($0.id)" == id })
      let listed = [fact["RepoTags"], fact["RepoDigests"]].flatMap { $0 as? [String] ?? [] }
      #expect(image.names == listed.filter { !$0.hasPrefix("<none>") }.sorted())
      #expect(image.parent.map { "sha256:\($0)" } ?? "" == fact["ParentId"] as? String)
      let sum = image.layers.reduce(ByteCount(0)) { $0.adding((sizes[$1] ?? nil) ?? 0) }
      #expect(sum.value == (fact["Size"] as? NSNumber)?.int64Value)
      #expect(image.isComplete)
    }
  }

  @Test(arguments: archives)
  func `history tells what the daemon tells, steps without a layer included`(
    archive: String
  ) throws {
    let (record, facts) = try Self.read(archive)
    let expected = try #require(facts["history"] as? [String: [[String: Any]]])
    #expect(Set(expected.keys) == Set(record.images.map { "sha256:\($0.id)" }))
    for image in record.images {
      let steps = try #require(expected["sha256:\(image.id)"])
      let rows = HistoryTable(of: image, in: record).rows
      #expect(
        rows.map { $0.id.map { "sha256:\($0)" } ?? "<missing>" }
          == steps.map { $0["Id"] as? String })
      #expect(rows.map(\.createdBy) == steps.map { $0["CreatedBy"] as? String })
      #expect(rows.map(\.comment) == steps.map { $0["Comment"] as? String })
      #expect(rows.map { $0.size?.value } == steps.map { ($0["Size"] as? NSNumber)?.int64Value })
      #expect(
        rows.map { $0.created?.seconds } == steps.map { ($0["Created"] as? NSNumber)?.int64Value })
    }
  }

  @Test(arguments: archives)
  func `containers have the layers and images that the daemon tells`(archive: String) throws {
    let (record, facts) = try Self.read(archive)
    let containers = try #require(facts["containers"] as? [[String: Any]])
    let mounts = try #require(facts["mounts"] as? [String: [String: String]])
    #expect(record.containers.count == containers.count)
    for fact in containers {
      let id = try #require(fact["Id"] as? String)
      let claim = try #require(record.containers.first { $0.id.description == id })
      let mount = try #require(mounts[id])
      #expect(claim.image.map { "sha256:\($0)" } == fact["ImageID"] as? String)
      #expect((fact["Names"] as? [String]) == ["/\(claim.name)"])
      #expect(claim.layers.map(\.description) == [mount["init-id"], mount["mount-id"]])
      #expect(claim.mountParentActual.map { "sha256:\($0)" } == mount["parent"])
      #expect(
        [claim.configState, claim.mountState, claim.mountParentState, claim.contentState]
          == ["ok", "ok", "match", "present"])
    }
  }

  @Test(arguments: archives)
  func `every directory of the driver has its layer`(archive: String) throws {
    let (record, facts) = try Self.read(archive)
    let directories = try #require(facts["driverDirs"] as? [String])
    let named = record.layers.map { ($0.cacheID ?? $0.id).description }
    #expect(named.sorted() == directories.filter { $0 != "l" }.sorted())
  }

  private static func read(
    _ archive: String
  ) throws -> (record: StoreRecord, facts: [String: Any]) {
    let store = try BundledStore(archive: archive)
    let records = try Stores.read(at: StorePlaces([BytePath(store.root.path)]))
    return (try #require(records.first), try BundledStore.facts(archive: archive))
  }
}
