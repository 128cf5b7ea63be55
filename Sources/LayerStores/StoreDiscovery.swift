internal import FileAccess
package import LayerModel

/// Decides by content, never by path, which stores live at or below a directory.
package enum StoreDiscovery {
  package struct Found: Sendable {
    /// Stores that can be read.
    package var locations: [StoreLocation] = []
    /// Stores of a format that is not read yet, by root.
    package var unsupported: [(kind: StoreKind, root: BytePath)] = []
    package var problems: [ReadProblem] = []
  }

  /// How far below a given path stores are looked for, and in how many directories at the most.
  private static let maximumDepth = 4
  private static let maximumDirectories = 2_000

  /// Looks at `path` and, unless it is a store itself, at the directories below it.
  package static func discover(in path: BytePath) -> Found {
    var found = Found()
    var queue: [(relative: BytePath, depth: Int)] = [(BytePath([]), 0)]
    var visited = 0
    let root: Directory
    do throws(ReadProblem) {
      root = try Directory.openRoot(path)
    } catch {
      found.problems.append(error)
      return found
    }
    while let (relative, depth) = queue.popLast(), visited < maximumDirectories {
      visited += 1
      do throws(ReadProblem) {
        let directory = try relative.isEmpty ? Directory.openRoot(path) : root.directory(relative)
        let place = path.appending(relative)
        if try identify(directory, at: place, into: &found) { continue }
        guard depth < maximumDepth else { continue }
        for name in try directory.names().reversed()
        where try directory.statusIfPresent(name)?.kind == .directory {
          queue.append((relative.appending(name), depth + 1))
        }
      } catch {
        // Below the given path, what cannot be entered is somebody else's directory.
        if relative.isEmpty { found.problems.append(error) }
      }
    }
    return found
  }

  /// Adds the stores that this very directory is the root of; `false` when it is none.
  private static func identify(
    _ directory: borrowing Directory, at path: BytePath, into found: inout Found
  ) throws(ReadProblem) -> Bool {
    let drivers = try GraphDriver.drivers(in: directory)
    for driver in drivers {
      found.locations.append(
        StoreLocation(kind: .dockerGraph, driver: driver.rawValue, root: path))
    }
    let before = found.unsupported.count
    for (kind, marks) in marks {
      for mark in marks where try directory.statusIfPresent(BytePath(mark)) != nil {
        found.unsupported.append((kind, path))
        break
      }
    }
    return !drivers.isEmpty || found.unsupported.count > before
  }

  /// Files and directories that only one kind of store has.
  private static let marks: [(StoreKind, [String])] = [
    (
      .dockerLayerDB,
      ["overlay2", "vfs", "fuse-overlayfs", "aufs", "overlay", "btrfs", "zfs", "devicemapper"]
        .map { "image/\($0)/layerdb" }
    ),
    (.containersStorage, ["overlay-layers", "vfs-layers", "btrfs-layers", "zfs-layers"]),
    (.containerd, ["io.containerd.metadata.v1.bolt", "io.containerd.content.v1.content"]),
    (.ociLayout, ["oci-layout"]),
  ]
}
