import Glibc

/// Writes the files of one layer from nothing but its plan.
struct LayerTree {
  /// Files in every layer that the next layer deletes.
  private static let doomed = ["/var/cache/old-0", "/var/cache/old-1"]
  private static let doomedBytes = 700
  private static let blockBytes = 256 << 10

  /// How names of lower layers are hidden.
  enum Whiteouts { case files, devices }

  let root: String
  private var random: SeededRandom
  private var directories: [(path: String, depth: Int)] = []
  private let block = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: blockBytes / 8)
  private(set) var totals = TreeTotals()

  private init(root: String, seed: UInt64) {
    self.root = root
    random = SeededRandom(seed: seed)
  }

  /// Fills the existing directory `root`; `deletes` hides what the layer below put in `doomed`.
  static func write(
    _ plan: LayerPlan, to root: String, deletes: Bool, whiteouts: Whiteouts
  ) throws -> TreeTotals {
    var tree = LayerTree(root: root, seed: plan.seed)
    defer { tree.block.deallocate() }
    try tree.makeDirectories(files: plan.files)
    if deletes { try tree.hideDoomed(as: whiteouts) } else { try tree.writeDoomed() }
    let sizes = FileSizes.draw(
      count: plan.files, bytes: plan.bytes - tree.totals.bytes, using: &tree.random)
    try tree.writeFiles(sizes)
    return tree.totals
  }

  private mutating func makeDirectories(files: Int) throws {
    for name in ["/bin", "/etc", "/lib", "/opt", "/usr", "/var", "/var/cache"] {
      try addDirectory(name, depth: name == "/var/cache" ? 2 : 1)
    }
    for number in 0..<files / 12 {
      var parent = directories[random.below(directories.count)]
      if parent.depth > 9 { parent = directories[random.below(6)] }
      try addDirectory("\(parent.path)/d\(number)", depth: parent.depth + 1)
    }
    var deep = "/opt/deep"
    for level in 0..<40 {
      try addDirectory(deep, depth: level + 2)
      deep += "/n\(level)"
    }
  }

  private mutating func addDirectory(_ path: String, depth: Int) throws {
    try makeDirectory(root + path)
    directories.append((path, depth))
    totals.directories += 1
  }

  private mutating func writeDoomed() throws {
    for path in Self.doomed { try addFile(path, bytes: Self.doomedBytes, mode: 0o644) }
  }

  /// Two files that share one inode, as AUFS makes them, or devices 0:0, as overlayfs does.
  private mutating func hideDoomed(as whiteouts: Whiteouts) throws {
    switch whiteouts {
    case .files:
      let paths = ["/var/cache/.wh.old-0", "/var/cache/.wh.old-1"].map { root + $0 }
      try writeText("", to: paths[0], mode: 0o444)
      try check(link(paths[0], paths[1]), paths[1])
    case .devices:
      for path in Self.doomed { try check(mknod(root + path, S_IFCHR, 0), path) }
    }
    totals.whiteouts += 2
  }

  /// Spreads files over the directories in runs; some get a second name, some a symbolic link.
  private mutating func writeFiles(_ sizes: [Int]) throws {
    var directory = directories[0].path
    for (number, size) in sizes.enumerated() {
      if number % 8 == 0 { directory = directories[random.below(directories.count)].path }
      let path = "\(directory)/f\(number)"
      try addFile(path, bytes: size, mode: number % 11 == 0 ? 0o755 : 0o644)
      if number % 97 == 5 { try addHardLink(to: path) }
      if number % 29 == 3 { try addSymbolicLink(at: path + ".link", to: "f\(number)") }
      if number == 0, geteuid() == 0 { try addAttributes(to: path) }
    }
  }

  private mutating func addHardLink(to path: String) throws {
    try check(link(root + path, root + path + ".again"), path)
    totals.hardLinks += 1
  }

  private mutating func addSymbolicLink(at path: String, to target: String) throws {
    try check(symlink(target, root + path), path)
    totals.symbolicLinks += 1
    totals.bytes += target.utf8.count
  }

  /// `cap_net_raw=ep`, as `ping` has it.
  ///
  /// Source: `struct vfs_cap_data` in linux/capability.h, revision 2.
  private func addAttributes(to path: String) throws {
    var capability = [UInt8](repeating: 0, count: 20)
    (capability[0], capability[3], capability[5]) = (1, 2, 0x20)
    try setExtendedAttribute("security.capability", capability, of: root + path)
  }

  private mutating func addFile(_ path: String, bytes: Int, mode: mode_t) throws {
    try writeFile(root + path, mode: mode) { descriptor in
      var left = bytes
      while left > 0 {
        let length = min(left, Self.blockBytes)
        random.fill(UnsafeMutableBufferPointer(rebasing: block[0..<(length + 7) / 8]))
        let filled = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(block)[0..<length])
        try writeAll(filled, to: descriptor, path)
        left -= length
      }
    }
    totals.files += 1
    totals.bytes += bytes
  }
}
