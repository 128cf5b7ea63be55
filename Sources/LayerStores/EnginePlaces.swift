internal import LayerModel

/// What lies in the root of a Docker daemon, of whatever age, beside its layers.
///
/// Source: moby v28.5.2 `daemon/daemon.go`, `NewDaemon`; `volume/local/local.go`;
/// `daemon/logger/loggerutils`; docker 1.7.1 `daemon/daemon.go`.
enum DockerPlaces {
  static let rules: [PlaceRule] =
    [
      ("containers/*/*-json.log*", .log), ("containers/*/local-logs/**", .log),
      ("containers/*/checkpoints/**", .container), ("containers/**", .metadata),
      ("buildkit/**", .buildCache), ("builder/**", .buildCache),
      ("volumes/metadata.db", .metadata), ("volumes/backingFsBlockDev", .metadata),
      ("volumes/*/**", .volume),
      // Managed plugins have file systems of their own; containerd's is a store of its own.
      ("plugins/**", .other), ("containerd/**", .other), ("rootfs/**", .other),
      ("tmp/**", .other), ("tmp-old/**", .other), ("init/**", .other),
      ("graph/**", .metadata), ("image/**", .metadata), ("network/**", .metadata),
      ("swarm/**", .metadata), ("runtimes/**", .metadata), ("trust/**", .metadata),
      ("execdriver/**", .metadata), ("linkgraph.db*", .metadata),
      ("repositories-*", .metadata), (".migration-v1-*", .metadata),
      ("engine-id", .metadata), ("key.json", .metadata),
      ("nuke-graph-directory.sh", .metadata), ("lost+found/**", .metadata),
    ]
    .map { PlaceRule($0, $1) }

  /// What a storage driver keeps beside the layers' own directories.
  ///
  /// Source: moby v28.5.2 `daemon/graphdriver`; docker 1.7.1 `daemon/graphdriver`.
  static func rules(of driver: String) -> [PlaceRule] {
    let places: [(String, LedgerClass)] =
      switch driver {
      case "overlay2", "fuse-overlayfs":
        [
          ("l/**", .metadata), ("*/link", .metadata), ("*/lower", .metadata),
          ("*/committed", .metadata), ("*/work/**", .metadata), ("*/merged", .metadata),
        ]
      case "overlay":
        [("*/lower-id", .metadata), ("*/work/**", .metadata), ("*/merged", .metadata)]
      case "vfs": [("dir", .metadata)]
      case "aufs":
        [
          ("layers/**", .metadata), ("mnt/*", .metadata), ("diff", .metadata),
          // aufs keeps names of its own where it is mounted.
          ("diff/.wh..wh.*/**", .metadata),
        ]
      case "btrfs": [("subvolumes", .metadata), ("quotas/**", .metadata)]
      case "devicemapper":
        [("metadata/**", .metadata), ("mnt/*", .metadata), ("devicemapper/*", .other)]
      case "zfs": [("graph/*", .metadata)]
      default: []
      }
    return (places + [("backingFsBlockDev", .metadata)]).map {
      PlaceRule(BytePath(driver).appending($0), $1)
    }
  }
}

/// What lies in the root of containers/storage, and what Podman and CRI-O keep in it.
///
/// Source: containers/storage `store.go`, `drivers/overlay/overlay.go`; Podman `libpod/runtime.go`,
/// `libpod/container_log.go`.
enum StoragePlaces {
  static func rules(of driver: StorageDriver) -> [PlaceRule] {
    let own: [(BytePath, LedgerClass)] = [
      (driver.containers.appending("*/userdata/ctr.log*"), .log),
      (driver.containers.appending("**"), .metadata), (driver.images.appending("**"), .metadata),
      (driver.layers.appending("**"), .metadata),
    ]
    let inHome: [(String, LedgerClass)] =
      driver.hasLinks
      ? [
        ("l/**", .metadata), ("*/link", .metadata), ("*/lower", .metadata), ("*/empty", .metadata),
        ("*/work/**", .metadata), ("*/merged", .metadata), ("*/mapped", .metadata),
        ("*/composefs-data/**", .metadata), ("*/composefs-layers/**", .metadata),
        ("staging/**", .metadata), ("tempdirs/**", .metadata), (".has-mount-program", .metadata),
      ]
      : [("dir", .metadata), ("subvolumes", .metadata), ("quotas/**", .metadata)]
    let home = (inHome + [("backingFsBlockDev", .metadata)]).map {
      (driver.home.appending($0), $1)
    }
    return (own + home + shared).map { PlaceRule($0, $1) }
  }

  private static let shared: [(BytePath, LedgerClass)] = [
    ("volumes/*/**", .volume), ("volumes", .metadata), ("libpod/**", .metadata),
    ("networks/**", .metadata), ("secrets/**", .metadata), ("mounts/**", .metadata),
    ("lost+found/**", .metadata), ("db.sql*", .metadata), ("*.lock", .metadata),
    ("defaultNetworkBackend", .metadata),
    // An OCI layout of what is no image.
    ("artifacts/**", .other), ("cache/**", .other), ("tmp/**", .other),
  ]
}

/// What lies in the root of containerd.
///
/// Source: containerd v2.3.4 `plugins`; k3s `pkg/agent/containerd` for its log.
enum ContainerdPlaces {
  static let rules: [PlaceRule] =
    [
      ("io.containerd.metadata.v1.bolt/**", .metadata),
      ("io.containerd.content.v1.content/blobs/*", .metadata),
      ("io.containerd.content.v1.content/ingest", .metadata),
      ("io.containerd.snapshotter.v1.*/metadata.db", .metadata),
      ("io.containerd.snapshotter.v1.overlayfs/snapshots/*/work/**", .metadata),
      ("io.containerd.snapshotter.v1.native/snapshots", .metadata),
      ("io.containerd.snapshotter.v1.*", .metadata),
      ("io.containerd.grpc.v1.*/**", .metadata), ("io.containerd.runtime.v*/**", .metadata),
      ("io.containerd.sandbox.*/**", .metadata), ("io.containerd.mount-manager.*/**", .metadata),
      ("io.containerd.internal.v1.opt/**", .other), ("tmpmounts/**", .metadata),
      ("containerd.log*", .log), ("lost+found/**", .metadata),
    ]
    .map { PlaceRule($0, $1) }
    // Layers in other forms than directories.
    + ["btrfs", "devmapper", "zfs", "blockfile", "erofs", "aufs", "fuse-overlayfs", "stargz"].map {
      PlaceRule(BytePath("io.containerd.snapshotter.v1.\($0)/**"), .other)
    }
}

/// What lies in an OCI layout, and in the directory of an unpacked archive of images.
enum LayoutPlaces {
  static let layout: [PlaceRule] = [
    "oci-layout", "index.json", "manifest.json", "repositories", "blobs/*",
  ]
  .map { PlaceRule($0, .metadata) }

  static let archive: [PlaceRule] =
    layout
    + ["*/json", "*/VERSION", "*/layer.tar", "*.json"].map {
      PlaceRule($0, .metadata)
    }
}
