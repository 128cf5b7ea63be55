import Foundation
import LayerModel
import LayerStores
import StoreFixtures
import Testing

/// What Docker 20.10.24 said of a store: 35 directories, of which three are the build cache's alone.
private struct Owners: Decodable {
  let driverDirectories: Set<String>
  let cacheIDs: [String: String]
  let mountLayers: Set<String>
  let imageLayers: Set<String>
  let buildCache: Set<String>

  static func docker20() throws -> Owners {
    let data = try Data(contentsOf: BoltDatabase.file("docker-20.10-owners.json"))
    return try JSONDecoder().decode(Owners.self, from: data)
  }
}

@Suite struct RealBuildKitTests {
  @Test func `with the layers and the containers it owns every directory`() throws {
    let owners = try Owners.docker20()
    let claims = try BuildKitFixture.docker20().claims()
    let directories = Set(claims.directories.keys.map(\.description))
    let layers = Set(owners.cacheIDs.values)
    #expect(owners.driverDirectories.count == 35)
    #expect(directories.union(layers).union(owners.mountLayers) == owners.driverDirectories)
    #expect(directories.intersection(layers).count == 5)
    #expect(
      directories.subtracting(layers) == [
        "7t90btsuji4hfiebu98g9yrs0", "7tmesi4k4rfbgcg3m05c7uzr7", "zz784ojepk21fi5tf1fzq5lah",
      ])
  }

  @Test func `layers without an image are its own`() throws {
    let owners = try Owners.docker20()
    let claims = try BuildKitFixture.docker20().claims()
    let held = Set(claims.chains.keys.map(\.description))
    #expect(owners.cacheIDs.count == 20)
    #expect(held.isSubset(of: owners.cacheIDs.keys))
    #expect(
      held.subtracting(owners.imageLayers) == [
        "sha256:78411fec97ca08a53ccf692d7a5ae43b055f92e73602aee0776391ae03baf186",
        "sha256:a2c160f547c44d0ee1ad82f8050509cc684e844b099b69d77e42c8588110b0ee",
      ])
    #expect(Set(owners.cacheIDs.keys).subtracting(held).subtracting(owners.imageLayers) == [])
  }

  @Test func `an exported layer has the directory that the cache says`() throws {
    let owners = try Owners.docker20()
    let claims = try BuildKitFixture.docker20().claims()
    var exported = 0
    for (chain, held) in claims.chains where !held.directories.isEmpty {
      exported += 1
      #expect(held.directories.map(\.description) == [owners.cacheIDs[chain.description]])
      for directory in held.directories {
        #expect(claims.directories[directory]?.chain == chain)
      }
    }
    #expect(exported == 5)
    #expect(claims.chains.count == 7)
  }

  @Test func `every record of the cache is an owner and leased`() throws {
    let claims = try BuildKitFixture.docker20().claims()
    #expect(
      claims.searchedRoot
        == SearchedRoot(name: "build-cache", path: "buildkit/snapshots.db", owners: 10))
    #expect(try Owners.docker20().buildCache.count == 10)
    #expect(claims.leasedKeys?.count == 10)
    #expect(claims.directories.values.allSatisfy { $0.isLeased == true })
    #expect(claims.chains.values.allSatisfy { $0.isLeased == true })
    #expect(claims.isOwnershipKnown)
    #expect(claims.problems == [])
    #expect(
      claims.documents == [
        DocumentClaim(kind: "buildkit-leases", path: "buildkit/containerdmeta.db", state: "ok"),
        DocumentClaim(kind: "buildkit-metadata", path: "buildkit/metadata_v2.db", state: "ok"),
        DocumentClaim(kind: "buildkit-snapshots", path: "buildkit/snapshots.db", state: "ok"),
      ])
  }

  @Test func `the databases stay as they are`() throws {
    let fixture = try BuildKitFixture.docker20()
    func modified() throws -> [NSDictionary] {
      try ["snapshots.db", "containerdmeta.db", "metadata_v2.db"].map {
        try FileManager.default.attributesOfItem(atPath: fixture.path($0)) as NSDictionary
      }
    }
    let before = try modified()
    _ = try fixture.claims()
    #expect(try modified() == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.path("")).count == 3)
  }
}
