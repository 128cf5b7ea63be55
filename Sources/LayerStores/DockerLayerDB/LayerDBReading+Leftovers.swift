internal import FileAccess
internal import LayerModel

extension LayerDBReading {
  /// What nothing owns; whatever belongs to no driver is told of the primary store only.
  mutating func collectLeftovers() {
    collectRemovals()
    collectOrphanMounts()
    let staging = driver.images.appending("layerdb/tmp")
    for name in names(in: staging, isDue: false) ?? [] {
      add(name.hasPrefix("write-set-") ? .staging : .stray, staging.appending(name))
    }
    for path in home.probes { add(.temporary, path) }
    for path in home.others {
      add(path.lastComponent.hasPrefix(".tmp-") ? .halfWritten : .stray, path)
    }
    for name in names(in: driver.images, isDue: false) ?? [] {
      switch name {
      case "distribution", "imagedb", "layerdb", "repositories.json": continue
      case _ where name.hasPrefix(".tmp-"): add(.halfWritten, driver.images.appending(name))
      default: add(.stray, driver.images.appending(name))
      }
    }
    guard isPrimary else { return }
    for name in names(in: "tmp", isDue: false) ?? [] {
      add(.temporary, BytePath("tmp").appending(name))
    }
  }

  /// Mounts of containers that are gone, views of the build cache and steps of classic builds.
  private mutating func collectOrphanMounts() {
    let containers = Set(record.containers.map(\.id))
    // A container in a directory of another name may own any mount.
    let isKnown =
      record.searchedRoots.contains { $0.name == "containers" && $0.owners != nil }
      && !record.containers.contains { $0.configState == "wrong-id" }
    for name in mounts.keys.sorted() where !containers.contains(name) {
      guard let mount = mounts[name] else { continue }
      add(.orphanMount, mount.path, mount.mountID, isKnown: isKnown)
    }
  }
}
