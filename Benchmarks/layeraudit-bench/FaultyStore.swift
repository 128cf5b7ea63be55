import Foundation

/// A store of 1,000 layers in 50 images, in many files of which something is wrong.
struct FaultyStore {
  static let layers = pairs * layersOfPair
  private static let pairs = 25
  private static let layersOfPair = 40

  /// What happens to a file of a layer.
  private enum Fault: Int, CaseIterable {
    case flippedByte, cutShort, otherMode, otherTime
  }

  private let root: String
  private var random: SeededRandom

  /// Writes a store of Docker with overlay2 into an existing empty directory and spoils `faults` files,
  /// evenly over the layers.
  static func write(faults: Int, seed: UInt64, to root: String) throws {
    let files = max(20 * layers, 3 * faults) / pairs
    let plan = StorePlan(
      pairs: pairs, bytes: 2_048 * files, files: files, layers: layersOfPair, seed: seed)
    _ = try DockerLayerDBOverlay2().write(plan, to: root)
    var store = FaultyStore(root: root, random: SeededRandom(seed: seed))
    let filled = plan.layers.filter { $0.files > 0 }
    for (index, layer) in filled.enumerated() {
      let count = faults * (index + 1) / filled.count - faults * index / filled.count
      try store.spoil(layer, files: count)
    }
  }

  private mutating func spoil(_ layer: LayerPlan, files count: Int) throws {
    let tree = "\(root)/overlay2/\(layer.id)/diff"
    var files: [(path: String, status: stat)] = []
    for name in try FileManager.default.subpathsOfDirectory(atPath: tree).sorted() {
      var status = stat()
      try check(lstat("\(tree)/\(name)", &status), name)
      // A file of several names would be found under each.
      if status.st_mode & S_IFMT == S_IFREG, status.st_nlink == 1, status.st_size > 0 {
        files.append(("\(tree)/\(name)", status))
      }
    }
    files.shuffle(using: &random)
    for (path, status) in files.prefix(count) {
      try spoil(path, status, by: Fault.allCases[random.below(Fault.allCases.count)])
    }
  }

  /// All but the fault itself stays, the time included.
  private mutating func spoil(_ path: String, _ status: stat, by fault: Fault) throws {
    var modified = status.st_mtim
    switch fault {
    case .flippedByte:
      let offset = random.below(Int(status.st_size))
      try change(path) { descriptor in
        var byte: UInt8 = 0
        guard pread(descriptor, &byte, 1, offset) == 1 else { return false }
        byte ^= 1
        return pwrite(descriptor, &byte, 1, offset) == 1
      }
    case .cutShort: try check(truncate(path, status.st_size / 2), path)
    case .otherMode: try check(chmod(path, status.st_mode & 0o7777 ^ 0o022), path)
    case .otherTime: modified.tv_sec -= 3_600
    }
    try check(utimensat(AT_FDCWD, path, [status.st_atim, modified], AT_SYMLINK_NOFOLLOW), path)
  }

  private func change(_ path: String, _ body: (Int32) -> Bool) throws {
    let descriptor = open(path, O_RDWR)
    if descriptor < 0 { throw SystemFailure(path) }
    defer { close(descriptor) }
    if !body(descriptor) { throw SystemFailure(path) }
  }
}
