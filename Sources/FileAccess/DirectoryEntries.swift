internal import CLinux
internal import Glibc
package import LayerModel

/// The names of one directory, packed, in byte order.
///
/// One array for all names: a directory of a million files costs its names and six bytes each.
package struct DirectoryEntries: Sendable {
  /// Every name after its type (`d_type`) and followed by a NUL.
  private var names: [UInt8] = []
  private var starts: [UInt32] = []

  package var count: Int { starts.count }
  package var indices: Range<Int> { 0..<starts.count }

  package func name(at index: Int) -> BytePath { BytePath(bytes(ofNameAt: index)) }

  package func bytes(ofNameAt index: Int) -> ArraySlice<UInt8> {
    let start = Int(starts[index])
    let end = names[start...].firstIndex(of: 0) ?? names.endIndex
    return names[start..<end]
  }

  /// What the directory itself says of an entry; `unknown` where the file system does not say.
  package func kind(at index: Int) -> FileKind {
    FileStatus.kind(UInt32(names[Int(starts[index]) - 1]) << 12)
  }

  mutating func append(
    _ name: some Collection<UInt8>, type: UInt8
  ) throws(SystemError) {
    names.append(type)
    guard let start = UInt32(exactly: names.count) else { throw SystemError(errno: EOVERFLOW) }
    starts.append(start)
    names += name
    names.append(0)
  }

  mutating func sort() {
    let names = names
    starts.sort { left, right in
      var left = Int(left)
      var right = Int(right)
      while names[left] == names[right] {
        if names[left] == 0 { return false }
        left += 1
        right += 1
      }
      return names[left] < names[right]
    }
  }

  /// Where the name stands; `nil` when the directory does not have it.
  ///
  /// `hint` is tried first: names of a tar mostly come in the same order.
  package func index(of name: ArraySlice<UInt8>, hint: Int) -> Int? {
    if hint < count, bytes(ofNameAt: hint) == name { return hint }
    var range = 0..<count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      let found = bytes(ofNameAt: middle)
      if found == name { return middle }
      if found.lexicographicallyPrecedes(name) {
        range = (middle + 1)..<range.upperBound
      } else {
        range = range.lowerBound..<middle
      }
    }
    return nil
  }

  func withName<Result>(
    at index: Int, _ body: (UnsafePointer<CChar>) throws(SystemError) -> Result
  ) throws(SystemError) -> Result {
    let start = Int(starts[index])
    return try unsafe names.withUnsafeBufferPointer { (bytes) throws(SystemError) in
      guard let base = bytes.baseAddress else { throw SystemError(errno: ENOENT) }
      return try unsafe body(UnsafeRawPointer(base + start).assumingMemoryBound(to: CChar.self))
    }
  }
}

extension DirectoryEntries {
  /// Reads an open directory from where it stands.
  ///
  /// - Parameters:
  ///   - directory: its descriptor.
  ///   - limit: how many entries are taken.
  ///   - isSorted: `false` where the order does not matter, and no name is looked for.
  ///   - stop: ends the reading.
  /// - Returns: `nil` when it has more than `limit` entries.
  /// - Throws: what the system says.
  static func read(
    _ directory: Int32, limit: Int = .max, isSorted: Bool = true, stop: StopFlag? = nil
  ) throws(SystemError) -> DirectoryEntries? {
    var entries = DirectoryEntries()
    var buffer = [UInt8](repeating: 0, count: 32_768)
    while true {
      try stop?.check()
      let filled = unsafe buffer.withUnsafeMutableBytes {
        unsafe clinux_entries(directory, $0.baseAddress, $0.count)
      }
      guard filled >= 0 else { throw SystemError(errno: Int32(-filled)) }
      guard filled > 0 else { break }
      guard entries.count <= limit else { return nil }
      var offset = 0
      while offset < filled {
        var name = 0
        var next = 0
        var type: UInt8 = 0
        let length = unsafe buffer.withUnsafeBytes {
          unsafe clinux_entry($0.baseAddress, filled, offset, &name, &next, &type)
        }
        guard length >= 0 else { throw SystemError(errno: EIO) }
        let bytes = buffer[name..<(name + length)]
        if !bytes.elementsEqual(".".utf8), !bytes.elementsEqual("..".utf8) {
          try entries.append(bytes, type: type)
        }
        offset = next
      }
    }
    if isSorted { entries.sort() }
    return entries
  }
}

extension Directory {
  /// In byte order, unless it does not matter.
  package func entries(isSorted: Bool = true) throws(ReadProblem) -> DirectoryEntries {
    do {
      return try DirectoryEntries.read(descriptor.number, isSorted: isSorted, stop: stop)
        ?? DirectoryEntries()
    } catch {
      throw error.problem(at: path)
    }
  }

  /// `lstat` of one entry.
  ///
  /// - Throws: the errno; absence means that it vanished since the directory was listed.
  package func status(
    of entries: DirectoryEntries, at index: Int
  ) throws(SystemError) -> FileStatus {
    try stop?.check()
    return try unsafe entries.withName(at: index) { (name) throws(SystemError) in
      try unsafe Descriptor.status(name, in: descriptor.number)
    }
  }

  /// Opens one entry that was seen to be a regular file.
  package func file(
    of entries: DirectoryEntries, at index: Int
  ) throws(ReadProblem) -> RegularFile {
    let number: Int32
    do {
      number = try open(entries, at: index)
    } catch {
      throw error.problem(at: path.appending(entries.name(at: index)))
    }
    return try RegularFile.adopt(
      Descriptor(owning: number), path: entries.name(at: index), in: path, stop: stop)
  }

  /// The descriptor of one entry that was seen to be a regular file, for the caller to own.
  func open(_ entries: DirectoryEntries, at index: Int) throws(SystemError) -> Int32 {
    try unsafe entries.withName(at: index) { (name) throws(SystemError) in
      try unsafe Descriptor.open(name, beneath: descriptor.number, wantsDirectory: false)
    }
  }
}
