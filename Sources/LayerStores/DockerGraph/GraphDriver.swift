internal import FileAccess
internal import LayerModel

/// The storage drivers of Docker 1.5 to 1.9, and where each keeps a layer.
///
/// Source: docker 1.7.1 `daemon/graphdriver/*`.
enum GraphDriver: String, CaseIterable {
  case aufs, overlay, vfs, btrfs, zfs, devicemapper

  /// The drivers that have layers in this Docker root; empty when it is no Docker graph.
  static func drivers(in root: borrowing Directory) throws(ReadProblem) -> [GraphDriver] {
    guard try root.statusIfPresent("graph")?.kind == .directory else { return [] }
    var found: [GraphDriver] = []
    for driver in allCases {
      let hasLayers = try root.statusIfPresent(driver.layersPath)?.kind == .directory
      let hasNames = try root.statusIfPresent(driver.repositoriesPath) != nil
      if hasLayers || hasNames { found.append(driver) }
    }
    return found
  }

  var repositoriesPath: BytePath { BytePath("repositories-\(rawValue)") }

  /// The directory with an entry for each layer.
  var layersPath: BytePath {
    switch self {
    case .aufs: "aufs/diff"
    case .overlay: "overlay"
    case .vfs: "vfs/dir"
    case .btrfs: "btrfs/subvolumes"
    case .zfs: "zfs/graph"
    case .devicemapper: "devicemapper/metadata"
    }
  }

  /// Whether a layer is plain files that can be walked without mounting.
  var hasPlainFiles: Bool { self != .zfs && self != .devicemapper }

  /// Entries of ``layersPath`` that are the driver's own.
  func isOwn(_ name: BytePath) -> Bool {
    guard self == .devicemapper else { return false }
    return ["base", "deviceset-metadata", "transaction-metadata"].contains(name)
  }

  /// Where the content of a layer is. Overlay keeps images whole in `root` and a container's own
  /// entries in `upper`.
  func contentPath(of layer: LayerID, isContainer: Bool) -> BytePath {
    let place = layersPath.appending(layer.name)
    guard self == .overlay else { return place }
    return place.appending(isContainer ? "upper" : "root")
  }

  func shape(isContainer: Bool) -> ContentPlan.Shape {
    switch self {
    case .aufs: .ownEntriesWithWhiteoutFiles
    case .overlay where isContainer: .ownEntriesWithWhiteoutDevices
    case .overlay, .vfs, .btrfs, .zfs, .devicemapper: .wholeTree
    }
  }
}
