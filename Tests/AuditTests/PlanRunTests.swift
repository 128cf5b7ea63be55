import BundledStores
import Foundation
import LayerModel
import Plans
import Testing

/// Damage that one file or directory heals, and the plan for it, run as it is printed.
struct PlanRunCase: CustomTestStringConvertible, Sendable {
  let title: String
  let store: LayerDBCase.Store
  let damage: @Sendable (Damage) throws -> Void

  var testDescription: String { "\(title), \(store)" }

  init(
    _ title: String, _ store: LayerDBCase.Store = .overlay2,
    damage: @escaping @Sendable (Damage) throws -> Void
  ) {
    self.title = title
    self.store = store
    self.damage = damage
  }

  static let all = directories + files

  /// A layer that has lost its directory, which is there.
  private static let directories = LayerDBCase.Store.allCases.flatMap { store in
    [
      PlanRunCase("cache-id is another layer's", store) {
        try $0.write($0.layer(Demo.mid) + "/cache-id", $0.cache(Demo.app))
      },
      PlanRunCase("cache-id leads out of the store", store) {
        try $0.write($0.layer(Demo.mid) + "/cache-id", "../x")
      },
      PlanRunCase("cache-id is rubbish", store) {
        try $0.write($0.layer(Demo.mid) + "/cache-id", "rubbish")
      },
      PlanRunCase("cache-id of nothing", store) {
        try $0.write($0.layer(Demo.mid) + "/cache-id", String(repeating: "0", count: 64))
      },
      PlanRunCase("cache-id missing", store) { try $0.remove($0.layer(Demo.mid) + "/cache-id") },
      PlanRunCase("cache-id of a layer below none missing", store) {
        try $0.remove($0.layer(Demo.other) + "/cache-id")
      },
    ]
  }

  private static let files = [
    PlanRunCase("parent is the layer itself") {
      try $0.write($0.layer(Demo.mid) + "/parent", "sha256:" + Demo.mid)
    },
    PlanRunCase("the base has a parent, in a ring") {
      try $0.create($0.layer(Demo.base) + "/parent", "sha256:" + Demo.mid, mode: 0o644)
    },
    PlanRunCase("the base has a parent that is no digest") {
      try $0.create($0.layer(Demo.base) + "/parent", "rubbish", mode: 0o644)
    },
    PlanRunCase("parent is no digest") { try $0.write($0.layer(Demo.mid) + "/parent", "rubbish") },
    PlanRunCase("diff is another digest") {
      try $0.write($0.layer(Demo.mid) + "/diff", "sha256:" + Demo.stranger)
    },
    PlanRunCase("entry renamed") { try $0.move($0.layer(Demo.mid), $0.layer(Demo.stranger)) },
    PlanRunCase("tar-split's own checksum flipped") {
      let path = $0.layer(Demo.mid) + Demo.tarSplit
      try $0.flipBit(path, at: try $0.read(path).count - 6)
    },
    PlanRunCase("a file too many") { try $0.create($0.diff(Demo.mid) + "/extra", "x") },
    PlanRunCase("link rubbish") { try $0.write($0.home(Demo.mid) + "/link", "rubbish") },
    PlanRunCase("lower rubbish") { try $0.write($0.lower(Demo.app), "rubbish") },
    PlanRunCase("lower of a base") {
      try $0.create($0.lower(Demo.base), "l/\(Demo.link)", mode: 0o644)
    },
    PlanRunCase("a container does not say what it lies on") {
      try $0.remove($0.mount(Demo.ran) + "/parent")
    },
    PlanRunCase("orphan with its link") { try $0.addDirectory(Demo.stranger, link: Demo.link) },
  ]
}

struct PlanRunTests {
  /// What is found in the stores as they were written.
  private static let healthy = Result {
    try Dictionary(
      uniqueKeysWithValues: LayerDBCase.Store.allCases.map { name in
        let store = try BundledStore(archive: name.archive)
        return (name, TestAudit.summary(try TestAudit.run(store.root)))
      })
  }

  @Test(arguments: PlanRunCase.all)
  func `the plan heals the store, and nothing is lost by it`(example: PlanRunCase) throws {
    let store = try BundledStore(archive: example.store.archive)
    try example.damage(Damage(root: store.root, driver: example.store.rawValue))
    let plan = RepairPlan(of: try TestAudit.run(store.root))
    let steps = plan.stores.flatMap(\.steps)
    #expect(steps.filter { !$0.needsStoppedDaemon } == [])
    #expect(steps.flatMap(\.losses) == [])
    #expect(plan.stores.flatMap(\.withheld) == [])
    // The program itself is what the last lines of this test stand for.
    let commands = steps.flatMap(\.commands).filter { !$0.hasPrefix("layeraudit ") }
    try Command.run("bash", "-euc", commands.joined(separator: "\n"))
    let found = TestAudit.summary(try TestAudit.run(store.root))
    let healthy = try #require(try Self.healthy.get()[example.store])
    #expect(found == healthy)
  }

  @Test(arguments: [
    Stored.manifest,
    "manifest-sha256:209a01476dc20eaa9cce5fc01f0a55441bb61598eeafd7ec90956407f3af065e",
  ])
  func `a file of a manifest that is gone is copied from the other`(key: String) throws {
    let store = try BundledStore(archive: "podman-5-overlay")
    let healthy = TestAudit.summary(try TestAudit.run(store.root))
    let damage = Damage(root: store.root, driver: "overlay")
    try damage.remove(damage.piece(key, of: Stored.appImage))
    let steps = RepairPlan(of: try TestAudit.run(store.root)).stores.flatMap(\.steps)
    #expect(steps.map(\.heals) == [1])
    try Command.run("bash", "-euc", steps.flatMap(\.commands).joined(separator: "\n"))
    #expect(TestAudit.summary(try TestAudit.run(store.root)) == healthy)
  }

  @Test func `a layer that lost the mark of a hidden name is replaced`() throws {
    let store = try BundledStore(archive: LayerDBCase.Store.overlay2.archive)
    let damage = Damage(root: store.root, driver: "overlay2")
    try damage.remove(damage.diff(Demo.mid) + "/data/todelete")
    let plan = try #require(RepairPlan(of: try TestAudit.run(store.root)).stores.first)
    #expect(plan.steps.contains { $0.title.hasPrefix("Replace 1 damaged layer") })
    #expect(plan.unplanned == [])
  }

  @Test func `a layer that leads out of the store and whose files are gone is left to a person`()
    throws
  {
    let store = try BundledStore(archive: LayerDBCase.Store.overlay2.archive)
    let damage = Damage(root: store.root, driver: "overlay2")
    let home = try damage.home(Demo.mid)
    try damage.write(damage.layer(Demo.mid) + "/cache-id", "../x")
    try damage.remove(home)
    try damage.flipBit(damage.diff(Demo.base) + "/etc/passwd", at: 0)
    let plan = try #require(RepairPlan(of: try TestAudit.run(store.root)).stores.first)
    #expect(plan.byHand.map(\.rule) == ["cache-id-traversal"])
    #expect(plan.steps == [])
    #expect(
      plan.withheld == [
        "1 damaged layer is not replaced yet. Remove no image or container with one of these "
          + "layers, put them right first, then plan again:",
        "  layer 00d2c4b2d228: its cache-id leads out of the store, and removing it deletes what "
          + "is there",
        "What nothing owns is not removed before every layer has its own directory again.",
      ])
  }

  @Test func `an entry that is gone takes what lies on it out, with all that has to be saved`()
    throws
  {
    let store = try BundledStore(archive: LayerDBCase.Store.overlay2.archive)
    let damage = Damage(root: store.root, driver: "overlay2")
    try damage.remove(damage.layer(Demo.mid))
    let plan = try #require(RepairPlan(of: try TestAudit.run(store.root)).stores.first)
    let step = try #require(plan.steps.first)
    #expect(plan.steps.count == 1)
    #expect(step.title.hasPrefix("Move out 9 layers that the daemon cannot load"))
    let origin =
      "127.0.0.1:5055/app@sha256:8825bd561f7fb21e611be5a781b65513138734f459bd680865eaa9e7703467ed"
    #expect(
      step.afterwards == [
        "docker builder prune --all --force", "docker pull \(origin)",
        "docker tag \(origin) 127.0.0.1:5055/app:1", "docker tag \(origin) demo/app:1",
        "docker tag \(origin) demo/app:stable",
      ])
    #expect(step.losses.filter { $0.hasPrefix("container ") }.count == 5)
  }
}
