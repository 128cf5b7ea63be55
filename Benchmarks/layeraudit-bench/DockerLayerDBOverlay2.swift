import Dispatch
import Glibc
import Hashing
import LayerModel
import Synchronization

/// The store of Docker 1.10 and later with the overlay2 driver: `image/` for the claims, `overlay2/`
/// for the files.
struct DockerLayerDBOverlay2: StoreFormat {
  let layerDirectory = "overlay2"
  let contentBar = 1.2
  private static let image = "image/overlay2"
  private static let layers = "\(image)/layerdb/sha256"

  func write(_ plan: StorePlan, to root: String) throws -> TreeTotals {
    for name in [
      "containers", "image", Self.image, "\(Self.image)/imagedb", "\(Self.image)/imagedb/content",
      "\(Self.image)/imagedb/content/sha256", "\(Self.image)/imagedb/metadata",
      "\(Self.image)/imagedb/metadata/sha256", "\(Self.image)/layerdb", Self.layers,
      "\(Self.image)/layerdb/mounts", "\(Self.image)/layerdb/tmp", "\(Self.image)/distribution",
      "overlay2", "overlay2/l",
    ] {
      try makeDirectory("\(root)/\(name)", mode: 0o710)
    }
    let packed = try writeLayers(plan, to: root)
    let chains = try publish(plan, packed, in: root)
    try writeImages(plan, packed, chains, in: root)
    return packed.reduce(TreeTotals()) { $0 + $1.totals }
  }

  private struct Packed: Sendable {
    var totals: TreeTotals
    var diffID: Digest
  }

  /// Layers do not depend on each other's files, so they are written side by side, largest first.
  private func writeLayers(_ plan: StorePlan, to root: String) throws -> [Packed] {
    let order = plan.layers.indices.sorted { plan.layers[$0].bytes > plan.layers[$1].bytes }
    let results = Mutex<[Int: Result<Packed, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: order.count) { position in
      let result = Result { try writeLayer(order[position], of: plan, to: root) }
      results.withLock { $0[order[position]] = result }
    }
    return try results.withLock { results in
      try plan.layers.indices.compactMap { try results[$0]?.get() }
    }
  }

  private func writeLayer(_ index: Int, of plan: StorePlan, to root: String) throws -> Packed {
    let layer = plan.layers[index]
    let ancestors = plan.ancestors(of: index)
    let home = "\(root)/overlay2/\(layer.id)"
    try makeDirectory(home, mode: 0o710)
    try makeDirectory("\(home)/diff")
    try writeText(Self.link(layer), to: "\(home)/link", mode: 0o644)
    try check(symlink("../\(layer.id)/diff", "\(root)/overlay2/l/\(Self.link(layer))"), home)
    if !ancestors.isEmpty {
      let lower = ancestors.map { "l/" + Self.link(plan.layers[$0]) }.joined(separator: ":")
      try writeText(lower, to: "\(home)/lower", mode: 0o644)
      try makeDirectory("\(home)/work", mode: 0o700)
    }
    if plan.layers.contains(where: { $0.parent == index }) {
      try writeText("", to: "\(home)/committed")
    }
    var totals = TreeTotals()
    if layer.files > 0 {
      totals = try LayerTree.write(
        layer, to: "\(home)/diff", deletes: ancestors.count % 2 == 1, whiteouts: .devices)
    }
    let diffID = try LayerTar.pack("\(home)/diff", tarSplit: "\(home)/tar-split.json.gz")
    return Packed(totals: totals, diffID: diffID)
  }

  /// Writes `layerdb`, parents first; gives the ChainIDs.
  private func publish(
    _ plan: StorePlan, _ packed: [Packed], in root: String
  ) throws -> [Digest] {
    var chains: [Digest] = []
    for (index, layer) in plan.layers.enumerated() {
      let parent = layer.parent.map { chains[$0] }
      let diffID = packed[index].diffID
      let chain = parent.map { SHA256Hash.digest(of: Array("\($0) \(diffID)".utf8)) } ?? diffID
      chains.append(chain)
      let folder = "\(root)/\(Self.layers)/\(chain.hex)"
      try makeDirectory(folder, mode: 0o700)
      try writeText("\(diffID)", to: "\(folder)/diff", mode: 0o644)
      try writeText(String(packed[index].totals.bytes), to: "\(folder)/size", mode: 0o644)
      try writeText(layer.id, to: "\(folder)/cache-id", mode: 0o644)
      try parent.map { try writeText("\($0)", to: "\(folder)/parent", mode: 0o644) }
      let split = "tar-split.json.gz"
      try check(
        rename("\(root)/overlay2/\(layer.id)/\(split)", "\(folder)/\(split)"), folder)
    }
    return chains
  }

  private func writeImages(
    _ plan: StorePlan, _ packed: [Packed], _ chains: [Digest], in root: String
  ) throws {
    var repositories: [String] = []
    for image in plan.images {
      let stack = [image.top] + plan.ancestors(of: image.top)
      let diffIDs = stack.reversed().map { "\"\(packed[$0].diffID)\"" }.joined(separator: ",")
      let history = stack.map { _ in
        "{\"created\":\"2026-01-01T00:00:00Z\",\"created_by\":\"COPY . /\"}"
      }
      let config = """
        {"architecture":"amd64","config":{"Cmd":["/bin/sh"]},"created":"2026-01-01T00:00:00Z",\
        "history":[\(history.joined(separator: ","))],"os":"linux",\
        "rootfs":{"type":"layers","diff_ids":[\(diffIDs)]}}
        """
      let id = SHA256Hash.digest(of: Array(config.utf8))
      try writeText(config, to: "\(root)/\(Self.image)/imagedb/content/sha256/\(id.hex)")
      repositories.append("\"\(image.name)\":{\"\(image.name):latest\":\"\(id)\"}")
    }
    try writeText(
      "{\"Repositories\":{\(repositories.joined(separator: ","))}}",
      to: "\(root)/\(Self.image)/repositories.json")
  }

  /// 26 characters of base 32, from the layer's id.
  private static func link(_ layer: LayerPlan) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    let bytes = SHA256Hash.digest(of: Array(layer.id.utf8)).bytes
    return String(bytes.prefix(26).map { alphabet[Int($0) % 32] })
  }
}
