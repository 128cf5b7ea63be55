import Foundation
import Hashing
import LayerModel

/// The store of Podman and Buildah with the overlay driver: `overlay-layers/` and `overlay-images/`
/// for the claims, `overlay/` for the files.
///
/// Source: containers/storage `layers.go`, `images.go`, `drivers/overlay/overlay.go`;
/// containers/image `storage/storage_dest.go`.
struct ContainersStorageOverlay: StoreFormat {
  let layerDirectory = "overlay"
  let contentBar = 1.2
  let sha256sumBar: Double? = 5
  private static let created = "2026-01-01T00:00:00Z"

  func write(_ plan: StorePlan, to root: String) throws -> TreeTotals {
    for name in [
      "overlay-layers", "overlay-images", "overlay-containers", "overlay", "overlay/l",
    ] {
      try makeDirectory("\(root)/\(name)", mode: 0o700)
    }
    for name in [
      "storage", "userns", "overlay-layers/layers", "overlay-images/images",
      "overlay-containers/containers",
    ] {
      try writeText("", to: "\(root)/\(name).lock", mode: 0o644)
    }
    let packed = try plan.writeLayers { try writeLayer($0, of: plan, to: root) }
    let ids = try publish(plan, packed, in: root)
    try writeImages(plan, packed, ids, in: root)
    return packed.reduce(TreeTotals()) { $0 + $1.totals }
  }

  /// What a layer is called is known only when all below it are packed.
  private func writeLayer(
    _ index: Int, of plan: StorePlan, to root: String
  ) throws -> PackedLayer {
    let layer = plan.layers[index]
    let ancestors = plan.ancestors(of: index)
    let home = "\(root)/overlay/\(layer.id)"
    try makeDirectory(home, mode: 0o700)
    try writeText(layer.link, to: "\(home)/link", mode: 0o644)
    if ancestors.isEmpty {
      try makeDirectory("\(home)/empty", mode: 0o700)
    } else {
      let lower = ancestors.map { "l/" + plan.layers[$0].link }.joined(separator: ":")
      try writeText(lower, to: "\(home)/lower", mode: 0o644)
    }
    for name in ["work", "merged"] { try makeDirectory("\(home)/\(name)", mode: 0o700) }
    return try PackedLayer.write(index, of: plan, in: home)
  }

  /// Gives every layer its name, parents first, and writes `layers.json`.
  private func publish(
    _ plan: StorePlan, _ packed: [PackedLayer], in root: String
  ) throws -> [String] {
    var ids: [String] = []
    var records: [String] = []
    for (index, layer) in plan.layers.enumerated() {
      let tar = packed[index].tar
      let parent = layer.parent.map { ids[$0] }
      let id = Self.id(of: tar.diffID, on: parent)
      ids.append(id)
      let home = "\(root)/overlay/\(id)"
      try check(rename("\(root)/overlay/\(layer.id)", home), home)
      try check(symlink("../\(id)/diff", "\(root)/overlay/l/\(layer.link)"), home)
      let split = "\(root)/overlay-layers/\(id).tar-split.gz"
      try check(rename("\(home)/\(PackedLayer.tarSplit)", split), split)
      let owners = layer.files > 0 ? ",\"uidset\":[\(getuid())],\"gidset\":[\(getgid())]" : ""
      let above = parent.map { ",\"parent\":\"\($0)\"" } ?? ""
      records.append(
        """
        {"id":"\(id)"\(above),"created":"\(Self.created)",\
        "compressed-diff-digest":"\(tar.diffID)","compressed-size":\(tar.bytes),\
        "diff-digest":"\(tar.diffID)","diff-size":\(tar.bytes)\(owners)}
        """)
    }
    try writeText(
      "[\(records.joined(separator: ","))]", to: "\(root)/overlay-layers/layers.json")
    return ids
  }

  /// Source: containers/image `storage/storage_dest.go`, `layerID`.
  private static func id(of diffID: Digest, on parent: String?) -> String {
    guard let parent else { return diffID.hex }
    return SHA256Hash.digest(of: Array("\(parent)+\(diffID.hex)".utf8)).hex
  }

  private func writeImages(
    _ plan: StorePlan, _ packed: [PackedLayer], _ ids: [String], in root: String
  ) throws {
    var records: [String] = []
    for image in plan.images {
      let stack = ([image.top] + plan.ancestors(of: image.top)).reversed()
      let data = StorageImageData(of: stack.map { packed[$0].tar }, created: Self.created)
      let folder = "\(root)/overlay-images/\(data.config.digest.hex)"
      try makeDirectory(folder, mode: 0o700)
      for (key, document) in data.documents {
        try writeText(document.text, to: "\(folder)/\(StorageImageData.file(of: key))")
      }
      records.append(
        data.record(name: "localhost/\(image.name):latest", top: ids[image.top], Self.created))
    }
    try writeText(
      "[\(records.joined(separator: ","))]", to: "\(root)/overlay-images/images.json")
  }
}
