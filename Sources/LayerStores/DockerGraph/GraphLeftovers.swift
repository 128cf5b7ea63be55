internal import FileAccess
internal import LayerModel

/// Finds what nothing in a Docker graph owns.
struct GraphLeftovers {
  private(set) var found: [Leftover] = []
  private(set) var problems: [ReadProblem] = []
  /// Whether a layer is mounted, which only a running daemon does.
  private(set) var sawMount = false

  private let driver: GraphDriver
  private let owned: Set<BytePath>
  private let named: Set<BytePath>
  private let ownershipKnown: Bool

  /// Prepares a search.
  ///
  /// `owned` are the ids of images, containers and their `-init` layers; `named` those that
  /// images, containers or tags point at.
  init(
    driver: GraphDriver, owned: Set<BytePath>, named: Set<BytePath>, ownershipKnown: Bool
  ) {
    self.driver = driver
    self.owned = owned
    self.named = named
    self.ownershipKnown = ownershipKnown
  }

  mutating func searchDriver(_ names: Set<BytePath>, in root: borrowing Directory) {
    for name in names.sorted() where !owned.contains(name) {
      add(kind(of: name), driver.layersPath.appending(name), layer: LayerID(name), in: root)
    }
    guard driver == .aufs else { return }
    searchChains(names, in: root)
    searchMounts(names, in: root)
  }

  private func kind(of name: BytePath) -> Leftover.Kind {
    if name.hasSuffix("-removing") { return .removing }
    if name.hasSuffix("-init") { return .orphanInit }
    if named.contains(name) { return .unregisteredLayer }
    return LayerID(name).isHex64 ? .orphanLayer : .stray
  }

  /// Records of ancestors without a layer.
  private mutating func searchChains(_ names: Set<BytePath>, in root: borrowing Directory) {
    for name in list("aufs/layers", in: root) where !owned.contains(name) && !names.contains(name) {
      add(.stray, BytePath("aufs/layers").appending(name), layer: LayerID(name), in: root)
    }
  }

  private mutating func searchMounts(_ names: Set<BytePath>, in root: borrowing Directory) {
    let mounts: BytePath = "aufs/mnt"
    do throws(ReadProblem) {
      guard let base = try root.statusIfPresent(mounts) else { return }
      for name in list(mounts, in: root) {
        let path = mounts.appending(name)
        guard let status = try root.statusIfPresent(path), status.kind == .directory else {
          add(.stray, path, layer: nil, in: root)
          continue
        }
        if status.identity.device != base.identity.device {
          sawMount = true
        } else if name.hasSuffix("-removing") {
          add(.removing, path, layer: LayerID(name), in: root)
        } else if !list(path, in: root).isEmpty {
          add(.strayMountContent, path, layer: LayerID(name), in: root)
        }
      }
    } catch {
      problems.append(error)
    }
  }

  /// `graph/_tmp`, and what is in `graph` but no image.
  mutating func searchGraph(_ strays: [BytePath], in root: borrowing Directory) {
    for name in list("graph/_tmp", in: root) {
      add(.staging, BytePath("graph/_tmp").appending(name), layer: nil, in: root)
    }
    for name in strays { add(.stray, BytePath("graph").appending(name), layer: nil, in: root) }
  }

  /// Downloads, imports and builds that were cut short.
  mutating func searchTemporary(in root: borrowing Directory) {
    for name in list("tmp", in: root) {
      add(.temporary, BytePath("tmp").appending(name), layer: nil, in: root)
    }
  }

  mutating func addContainerRemains(_ id: ContainerID, in root: borrowing Directory) {
    add(.containerRemains, BytePath("containers").appending(id.name), layer: nil, in: root)
  }

  mutating func addMigrated(in root: borrowing Directory) {
    add(.migrated, "graph", layer: nil, in: root)
  }

  private mutating func add(
    _ kind: Leftover.Kind, _ path: BytePath, layer: LayerID?, in root: borrowing Directory
  ) {
    do throws(ReadProblem) {
      // Gone since it was listed: a daemon cleaned up.
      guard let status = try root.statusIfPresent(path) else { return }
      found.append(
        Leftover(
          kind, path: path, layer: layer,
          changedAt: max(status.modified.seconds, status.changed.seconds),
          ownershipKnown: ownershipKnown))
    } catch {
      problems.append(error)
    }
  }

  private mutating func list(_ path: BytePath, in root: borrowing Directory) -> [BytePath] {
    do throws(ReadProblem) {
      guard try root.statusIfPresent(path)?.kind == .directory else { return [] }
      return try root.directory(path).names()
    } catch {
      problems.append(error)
      return []
    }
  }
}
