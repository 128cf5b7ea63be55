import LayerModel
import Testing

@testable import Plans

/// What is not removed as long as something else would go with it.
struct RemovalTests {
  private static let damaged = Finding.sample(.replaceLayer, layer: "a", path: "aufs/diff/a/x")

  @Test(arguments: [
    ("traversal", "its cache-id leads out of the store, and removing it deletes what is there"),
    ("duplicate", "its cache-id is another layer's, and removing it deletes that one's files"),
    ("malformed", "its cache-id is no directory's name, and removing it deletes what has it"),
    ("missing", "nothing says which directory it has"),
  ])
  func `no image is removed that has a layer without a directory of its own`(
    state: String, reason: String
  ) throws {
    let left = Finding.sample(.removePath, layer: nil, path: "aufs/diff/left")
    var report = AuditReport.sample([Self.damaged, left])
    report.change("c") { $0.cacheIDState = state }
    let plan = try #require(RepairPlan(of: report).stores.first)
    #expect(plan.steps == [])
    #expect(
      plan.withheld == [
        "1 damaged layer is not replaced yet. Remove no image or container with one of these "
          + "layers, put them right first, then plan again:", "  layer c: \(reason)",
        "What nothing owns is not removed before every layer has its own directory again.",
      ])
  }

  @Test func `what shares no image with such a layer is replaced`() throws {
    var report = AuditReport.sample([Self.damaged])
    report.change("c") { $0.cacheIDState = "traversal" }
    report.stores[0].record.images.removeAll { $0.id == ImageID("c") }
    report.stores[0].record.containers = []
    let plan = try #require(RepairPlan(of: report).stores.first)
    #expect(plan.steps.map(\.commands) == [["docker rmi base:1 c0ffee"]])
    #expect(plan.withheld == [])
  }

  @Test func `the build cache is not dropped while it holds such a layer`() throws {
    var report = AuditReport.sample([Self.damaged])
    report.change("c") {
      $0.cacheIDState = "duplicate"
      $0.isHeldByBuildCache = true
    }
    report.stores[0].record.images.removeAll { $0.id == ImageID("c") }
    let plan = try #require(RepairPlan(of: report).stores.first)
    #expect(plan.steps == [])
    #expect(plan.withheld.last?.hasPrefix("  layer c: its cache-id is another layer's") == true)
  }

  @Test func `no container is removed that shares its files with another`() throws {
    var report = AuditReport.sample([Self.damaged])
    report.stores[0].record.oddities = [
      Oddity("mount-id-duplicate", path: "mounts/d", layer: LayerID("d"))
    ]
    let plan = try #require(RepairPlan(of: report).stores.first)
    #expect(plan.steps == [])
    #expect(plan.withheld.last == "  layer d: another container writes to it as well")
  }

  @Test(arguments: ["driver-home", "image-tree"])
  func `nothing is removed while a whole tree is gone`(kind: String) throws {
    var report = AuditReport.sample([
      Self.damaged, .sample(.removePath, layer: nil, path: "aufs/diff/left"),
      .sample(.discardLayer, layer: "b", path: "graph/b/json"),
    ])
    report.stores[0].record.documents = [DocumentClaim(kind: kind, path: "tree", state: "missing")]
    let plan = try #require(RepairPlan(of: report).stores.first)
    #expect(plan.steps == [])
    #expect(
      plan.withheld == ["Nothing is removed before this is put right: tree is missing."])
  }

  @Test func `nothing is removed while users of layers are counted wrongly`() {
    var report = AuditReport.sample([Self.damaged])
    report.change("c") {
      $0.cacheIDState = "ok"
      $0.isNamedByImage = true
    }
    let uncounted = "so that the daemon does not count it as a user of what it lies on."
    #expect(
      RepairPlan(of: report).stores.first?.withheld == [
        "Nothing is removed before this is put right: layer c has not the parent of its image, "
          + uncounted
      ])
    report.change("c") { $0.imageParent = LayerID("b") }
    #expect(RepairPlan(of: report).stores.first?.withheld == [])
    report.stores[0].record.containers[0].mountParentState = "missing"
    #expect(
      RepairPlan(of: report).stores.first?.withheld == [
        "Nothing is removed before this is put right: container web has not the parent of its "
          + "image, " + uncounted
      ])
  }

  @Test func `what a person has to do first is told first`() throws {
    let first = Finding.sample(.byHand, layer: "c", path: "layerdb/c/cache-id")
    let plan = try #require(RepairPlan(of: .sample([first, Self.damaged])).stores.first)
    #expect(plan.byHand == [first])
    #expect(plan.unplanned == [])
  }

  @Test func `the short names of an orphan go with it`() throws {
    var report = AuditReport.sample([.sample(.removePath, layer: nil, path: "overlay2/o")])
    var orphan = LayerClaim(
      id: LayerID("o"), role: .unclaimed, contentPath: "overlay2/o/diff",
      contentState: "directory")
    orphan.links = ["overlay2/l/O"]
    report.stores[0].record.layers.append(orphan)
    report.stores[0].record.leftovers = [
      Leftover(.orphanLayer, path: "overlay2/o", layer: LayerID("o"))
    ]
    #expect(
      RepairPlan(of: report).stores.first?.steps.map(\.commands) == [
        ["rm -r -- /store/overlay2/l/O", "rm -r -- /store/overlay2/o"]
      ])
  }
}

extension AuditReport {
  mutating func change(_ layer: String, _ change: (inout LayerClaim) -> Void) {
    let id = LayerID(layer)
    for index in stores[0].record.layers.indices where stores[0].record.layers[index].id == id {
      change(&stores[0].record.layers[index])
    }
  }
}
