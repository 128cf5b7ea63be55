internal import FileAccess
internal import LayerModel

/// The names in a driver's directory, before anything is known of them.
struct StorageHome {
  /// Directories that are called for layers: 64 hexadecimal digits.
  var layers: Set<LayerID> = []
  /// The driver's own probes.
  var probes: [BytePath] = []
  /// Every other name; the engines take directories among them for layers.
  var others: [BytePath] = []
  /// `present`, `missing`, `empty`, or the cause that kept it from being read.
  var state = "present"
  /// What could not be read.
  var problems: [ReadProblem] = []
  /// Whether hidden names are files, as a program mounts the layers; `nil` when nothing says so.
  var hasMountProgram: Bool?

  init(of driver: StorageDriver, in root: borrowing Directory) {
    do {
      guard try root.statusIfPresent(driver.folder) != nil else {
        state = "missing"
        return
      }
      for name in try root.directory(driver.folder).names() where !driver.reserves(name) {
        let layer = LayerID(name)
        if layer.isHex64 {
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
      problems.append(error)
    }
    guard driver.hasLinks else { return }
    let flag = MetadataFile(
      driver.home.appending(StorageDriver.mountProgramFlag), in: root, limit: .wordLimit)
    if let problem = flag.problem {
      problems.append(problem)
    } else {
      hasMountProgram = flag.bytes.elementsEqual("true".utf8)
    }
  }
}
