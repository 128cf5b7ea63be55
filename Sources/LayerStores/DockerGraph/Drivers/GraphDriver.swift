internal import LayerModel

/// The storage drivers of the graph store, by the names of their directories.
///
/// Source: docker 1.7.1 `daemon/graphdriver/driver.go`; section 6 of the format's facts.
enum GraphDriver: String, CaseIterable {
  case aufs, overlay, vfs, btrfs, devicemapper, zfs

  /// Directories whose entries are named for layers; a name in any of them is a layer.
  var folders: [BytePath] {
    switch self {
    case .aufs: [Self.aufsDiff, Self.aufsLayers]
    case .overlay: ["overlay"]
    case .vfs: ["vfs/dir"]
    case .btrfs: ["btrfs/subvolumes"]
    case .devicemapper: [Self.deviceMetadata]
    case .zfs: ["zfs/graph"]
    }
  }

  /// The folder in which the daemon looks a layer up before it lists an image.
  var existenceFolder: BytePath { self == .aufs ? Self.aufsLayers : contentFolder }

  var contentFolder: BytePath { self == .aufs ? Self.aufsDiff : folders[0] }

  /// Where layers are mounted, so that something other than files of the store may be there.
  var mountFolder: BytePath? {
    switch self {
    case .aufs: "aufs/mnt"
    case .devicemapper: "devicemapper/mnt"
    case .overlay, .vfs, .btrfs, .zfs: nil
    }
  }

  /// Whether the driver keeps this name for itself.
  func reserves(_ name: BytePath) -> Bool {
    guard self == .devicemapper else { return false }
    return ["base", "deviceset-metadata", "transaction-metadata"].contains(name)
  }

  var repositories: BytePath { BytePath("repositories-\(rawValue)") }

  static let aufsDiff: BytePath = "aufs/diff"
  static let aufsLayers: BytePath = "aufs/layers"
  static let deviceMetadata: BytePath = "devicemapper/metadata"
}

extension LayerID {
  /// `<id>-init`: what a container's own files lie on.
  static func initLayer(of container: ContainerID) -> LayerID {
    LayerID(BytePath(container.name.bytes + initSuffix))
  }

  /// The container's id when this is called `<64 hex>-init`.
  var initOwner: ContainerID? {
    guard name.hasSuffix("-init") else { return nil }
    let owner = ContainerID(BytePath(name.bytes.dropLast(Self.initSuffix.count)))
    return owner.isHex64 ? owner : nil
  }

  private static var initSuffix: [UInt8] { Array("-init".utf8) }
}
