import LayerModel
import Testing

@testable import Plans

/// What is healed where it is, so that nothing has to be replaced.
struct RestoreTests {
  @Test func `a layer whose directory is told is not replaced, nor are its files moved out`() throws
  {
    var report = AuditReport.sample([
      .sample(.restoreFile, layer: "b", path: "layerdb/b/cache-id", content: "cafe"),
      .sample(.replaceLayer, layer: "b", path: "x", kind: "entry"),
      .sample(.takeAway, layer: "b", path: "y", kind: "entry"),
    ])
    report.change("b") { $0.cacheIDPath = "layerdb/b/cache-id" }
    let steps = try #require(RepairPlan(of: report).stores.first).steps
    #expect(
      steps.map(\.commands) == [
        ["printf %s cafe > /store/layerdb/b/cache-id", "layeraudit audit -- /store"]
      ])
    #expect(steps.map(\.heals) == [2])
    #expect(steps.map(\.notes.count) == [1])
  }

  @Test func `a digest that is told comes before and instead of a replacement`() throws {
    var report = AuditReport.sample([
      .sample(.restoreFile, layer: "b", path: "layerdb/b/diff", content: "sha256:d"),
      .sample(.replaceLayer, layer: "b", path: "aufs/diff/b"),
    ])
    report.change("b") { $0.metadataPath = "layerdb/b" }
    #expect(
      RepairPlan(of: report).stores.first?.steps.map(\.commands) == [
        ["printf %s sha256:d > /store/layerdb/b/diff"]
      ])
    report.findings.append(.sample(.replaceLayer, layer: "b", path: "x", kind: "entry"))
    #expect(RepairPlan(of: report).stores.first?.steps.count == 2)
  }

  @Test func `what a file holds already is not written`() {
    let finding = Finding.sample(
      .restoreFile, layer: "b", path: "cache-id", content: "a", actual: "a")
    #expect(RepairPlan(of: .sample([finding])).stores == [])
  }

  @Test func `one file too many is moved out, and what is in it goes with it`() {
    let findings = ["x", "x/y", "x-z"].map {
      Finding.sample(.takeAway, layer: "b", path: BytePath($0), kind: "entry")
    }
    #expect(
      RepairPlan(of: .sample(findings)).stores.first?.steps.map(\.commands) == [
        [
          "mkdir -p -- /layeraudit-quarantine/store/aufs/diff/b", "mv -- \\",
          "  /store/aufs/diff/b/x \\", "  /store/aufs/diff/b/x-z \\",
          "  /layeraudit-quarantine/store/aufs/diff/b/",
        ]
      ])
  }

  @Test func `a file too many goes with the layer when that is replaced anyway`() {
    let plan = RepairPlan(
      of: .sample([
        .sample(.takeAway, layer: "b", path: "x", kind: "entry"),
        .sample(.replaceLayer, layer: "b", path: "y", kind: "entry"),
      ]))
    #expect(
      plan.stores.first?.steps.map(\.commands) == [
        ["docker rm --force web", "docker rmi app:1 c0ffee"]
      ])
  }

  @Test func `an entry is renamed, and what it was missing for is not moved out`() {
    let plan = RepairPlan(
      of: .sample([
        .sample(.rename, layer: "e", path: "layerdb/e", content: "layerdb/b"),
        .sample(.discardLayer, layer: "b", path: "layerdb/b"),
      ]))
    #expect(
      plan.stores.first?.steps.map(\.commands) == [
        ["mv -T -- /store/layerdb/e /store/layerdb/b"]
      ])
  }

  @Test func `a tar-split with a wrong checksum is packed again from a copy`() {
    let plan = RepairPlan(of: .sample([.sample(.repack, layer: "b", path: "layerdb/b/t.gz")]))
    #expect(
      plan.stores.first?.steps.map(\.commands) == [
        [
          "mkdir -p -- /layeraudit-quarantine/store/layerdb/b",
          "cp -a -- /store/layerdb/b/t.gz /layeraudit-quarantine/store/layerdb/b/",
          "gzip -dc < /layeraudit-quarantine/store/layerdb/b/t.gz | gzip -n > /store/layerdb/b/t.gz"
            + "  # gzip complains of the checksum once more",
        ]
      ])
  }

  @Test func `what lacks a layer at its top is only fetched again`() throws {
    var report = AuditReport.sample([.sample(.discardLayer, layer: "z", path: "layerdb/z")])
    report.stores[0].record.images[1].brokenLayer = LayerID("z")
    let step = try #require(RepairPlan(of: report).stores.first?.steps.first)
    #expect((step.commands, step.afterwards) == ([], ["docker pull app:1"]))
    #expect(!step.needsStoppedDaemon)
  }
}
