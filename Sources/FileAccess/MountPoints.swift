package import LayerModel

/// Where something is mounted below one directory, whatever file system it is of.
///
/// Two places of one file system cannot be told apart by their device: only the kernel's list tells
/// of a directory that is mounted over another one.
package struct MountPoints: Sendable {
  private static let limit: ByteCount = 67_108_864

  /// Relative to the directory, in byte order.
  private let places: [BytePath]

  /// The mounts of this process's namespace below `root`.
  ///
  /// - Throws: what keeps the kernel's list from being read, as where there is no `/proc`.
  package init(below root: BytePath) throws(ReadProblem) {
    let list = try InputFile.read("/proc/self/mountinfo", limit: Self.limit)
    self.init(list, below: PathResolver.resolved(root) ?? root)
  }

  /// A directory that is mounted on itself, as Podman's of layers is while containers run, shows what
  /// it would show without.
  ///
  /// Source: Linux `Documentation/filesystems/proc.rst`, section 3.5.
  package init(_ list: [UInt8], below root: BytePath) {
    let prefix = root == "/" ? root.bytes : root.bytes + [UInt8(ascii: "/")]
    let mounts = list.split(separator: UInt8(ascii: "\n")).compactMap(Mount.init)
    let byID = Dictionary(mounts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    places = mounts.filter { mount in
      mount.place.starts(with: prefix) && byID[mount.parent].map(mount.isPart) != true
    }.map { BytePath($0.place[prefix.count...]) }.sorted()
  }

  package init() { places = [] }

  /// Relative to the directory.
  package var all: Set<BytePath> { Set(places) }

  /// Those at `folder` or below it, relative to it.
  package func within(_ folder: BytePath) -> [BytePath] {
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < folder { low = middle + 1 } else { high = middle }
    }
    // A name such as `folder-init` may stand between the folder and what is in it.
    return places[low...].prefix { $0.bytes.starts(with: folder.bytes) }
      .filter { $0.isWithin(folder) }
      .map { BytePath($0.bytes.dropFirst(folder.bytes.count + 1)) }
  }
}

/// One line of the kernel's list.
private struct Mount {
  let id: [UInt8]
  let parent: [UInt8]
  private let device: [UInt8]
  /// What of the file system is seen.
  private let root: [UInt8]
  /// Where it is seen.
  let place: [UInt8]

  /// Blanks are octal escapes.
  init?(_ line: ArraySlice<UInt8>) {
    let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 5)
    guard fields.count > 4 else { return nil }
    id = Array(fields[0])
    parent = Array(fields[1])
    device = Array(fields[2])
    root = Self.unescaped(fields[3])
    place = Self.unescaped(fields[4])
  }

  /// Whether it shows what `other`, which it is mounted on, has in that place itself.
  func isPart(of other: Mount) -> Bool {
    guard device == other.device, place.starts(with: other.place) else { return false }
    let slash = [UInt8(ascii: "/")]
    func ended(_ path: [UInt8]) -> [UInt8] { path.last == slash[0] ? path.dropLast() : path }
    return ended(root) == ended(other.root)
      + ended(Array(place.dropFirst(ended(other.place).count)))
  }

  private static func unescaped(_ field: ArraySlice<UInt8>) -> [UInt8] {
    guard field.contains(UInt8(ascii: "\\")) else { return Array(field) }
    var rest = field
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      let digits = rest.prefix(3)
      guard byte == UInt8(ascii: "\\"), digits.count == 3, digits.allSatisfy({ 48...55 ~= $0 })
      else {
        bytes.append(byte)
        continue
      }
      bytes.append(UInt8(truncatingIfNeeded: digits.reduce(0) { $0 << 3 | Int($1 - 48) }))
      rest = rest.dropFirst(3)
    }
    return bytes
  }
}
