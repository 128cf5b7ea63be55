internal import FileAccess
internal import LayerModel

/// The names in a driver's directory, before anything is known of them.
struct DriverHome {
  /// Directories that a layer can have: cache ids, mount ids, and those with `-init`.
  var layers: Set<LayerID> = []
  /// The driver's own probes.
  var probes: [BytePath] = []
  /// Every other name.
  var others: [BytePath] = []
  /// `present`, `missing`, `empty`, `symlink`, or the cause that kept it from being read.
  var state = "present"
  var problem: ReadProblem?

  /// Whether anything in it can be told missing: an empty one is lost, or not mounted, as a whole.
  var isThere: Bool { state == "present" }

  init(of driver: LayerDBDriver, in root: borrowing Directory) {
    let tree = StoreTree(at: driver.folder, in: root)
    guard tree.state == "ok" else {
      (state, problem) = (tree.state, tree.problem)
      return
    }
    do {
      for name in try root.directory(driver.folder).names() where !driver.reserves(name) {
        let layer = LayerID(name)
        if CacheID.isWellFormed(name.bytes) || layer.initOwner != nil {
          layers.insert(layer)
        } else if driver.isProbe(name) {
          probes.append(driver.folder.appending(name))
        } else {
          others.append(driver.folder.appending(name))
        }
      }
      if layers.isEmpty { state = "empty" }
    } catch {
      state = error.cause
      problem = error.ofSearchedDirectory
    }
  }
}
