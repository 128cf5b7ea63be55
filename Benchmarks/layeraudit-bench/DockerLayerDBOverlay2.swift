import Glibc
import Hashing
import LayerModel

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
    let packed = try plan.writeLayers { try writeLayer($0, of: plan, to: root) }
    let chains = try publish(plan, packed, in: root)
    try writeImages(plan, packed, chains, in: root)
    return packed.reduce(TreeTotals()) { $0 + $1.totals }
  }

  private func writeLayer(_ index: Int, of plan: StorePlan, to root: String) throws -> PackedLayer {
    let layer = plan.layers[index]
    let ancestors = plan.ancestors(of: index)
    let home = "\(root)/overlay2/\(layer.id)"
    try makeDirectory(home, mode: 0o710)
    try writeText(layer.link, to: "\(home)/link", mode: 0o644)
    try check(symlink("../\(layer.id)/diff", "\(root)/overlay2/l/\(layer.link)"), home)
    if !ancestors.isEmpty {
      let lower = ancestors.map { "l/" + plan.layers[$0].link }.joined(separator: ":")
      try writeText(lower, to: "\(home)/lower", mode: 0o644)
      try makeDirectory("\(home)/work", mode: 0o700)
    }
    if plan.layers.contains(where: { $0.parent == index }) {
      try writeText("", to: "\(home)/committed")
    }
    return try PackedLayer.write(index, of: plan, in: home)
  }

  /// Writes `layerdb`, parents first; gives the ChainIDs.
  private func publish(
    _ plan: StorePlan, _ packed: [PackedLayer], in root: String
  ) throws -> [Digest] {
    var chains: [Digest] = []
    for (index, layer) in plan.layers.enumerated() {
      let parent = layer.parent.map { chains[$0] }
      let diffID = packed[index].tar.diffID
      let chain = parent.map { SHA256Hash.digest(of: Array("\($0) \(diffID)".utf8)) } ?? diffID
      chains.append(chain)
      let folder = "\(root)/\(Self.layers)/\(chain.hex)"
      try makeDirectory(folder, mode: 0o700)
      try writeText("\(diffID)", to: "\(folder)/diff", mode: 0o644)
      try writeText(String(packed[index].totals.bytes), to: "\(folder)/size", mode: 0o644)
      try writeText(layer.id, to: "\(folder)/cache-id", mode: 0o644)
      try parent.map { try writeText("\($0)", to: "\(folder)/parent", mode: 0o644) }
      let split = PackedLayer.tarSplit
      try check(
        rename("\(root)/overlay2/\(layer.id)/\(split)", "\(folder)/\(split)"), folder)
    }
    return chains
  }

  private func writeImages(
    _ plan: StorePlan, _ packed: [PackedLayer], _ chains: [Digest], in root: String
  ) throws {
    var repositories: [String] = []
    for image in plan.images {
      let stack = [image.top] + plan.ancestors(of: image.top)
      let diffIDs = stack.reversed().map { "\"\(packed[$0].tar.diffID)\"" }.joined(separator: ",")
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
}
