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

  /// The fifth field of each line is the place; blanks in it are octal escapes.
  ///
  /// Source: Linux `Documentation/filesystems/proc.rst`, section 3.5.
  package init(_ list: [UInt8], below root: BytePath) {
    let prefix = root == "/" ? root.bytes : root.bytes + [UInt8(ascii: "/")]
    places = list.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 5)
      guard fields.count > 4 else { return nil }
      let place = Self.unescaped(fields[4])
      return place.starts(with: prefix) ? BytePath(place[prefix.count...]) : nil
    }.sorted()
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
