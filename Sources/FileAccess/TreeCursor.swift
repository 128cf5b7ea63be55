internal import CLinux
internal import Glibc
package import LayerModel

/// Looks at entries of one directory tree by path, and keeps the last directory open.
///
/// Entries that come in the order of a tar mostly share their directory: each then costs calls on
/// one name in place of a walk from the root. No link is followed in any component.
package struct TreeCursor: ~Copyable {
  private let root: Directory
  /// Where something else is mounted, relative to the root.
  private let mounts: [BytePath]
  private var parent: [UInt8] = []
  /// The directory at `parent`; `nil` for the root, and when nothing can be there.
  private var opened: Descriptor?
  /// The number of the directory's descriptor; `nil` when there is no such directory.
  private var number: Int32?
  /// The last component, ended by a NUL; just that for the root.
  private var name: [UInt8] = [0]

  /// What lies at or below one of `mounts` is refused.
  package init(root: consuming Directory, mounts: [BytePath] = []) {
    number = root.descriptor.number
    self.root = root
    self.mounts = mounts
  }

  /// `lstat` of what is at `path`; `nil` when nothing is, also when a parent is no directory.
  package mutating func status(_ path: BytePath) throws(ReadProblem) -> FileStatus? {
    guard try enter(path), let number else { return nil }
    do throws(SystemError) {
      return try unsafe withName { (text) throws(SystemError) in
        try unsafe Descriptor.status(text, in: number)
      }
    } catch {
      if error.meansNoEntry { return nil }
      throw error.problem(at: root.path.appending(path))
    }
  }

  /// Opens a file that ``status(_:)`` has just called regular.
  package mutating func file(_ path: BytePath) throws(ReadProblem) -> RegularFile {
    let full = root.path.appending(path)
    guard try enter(path), let number else { throw .missing(full) }
    let descriptor: Int32
    do throws(SystemError) {
      descriptor = try unsafe withName { (text) throws(SystemError) in
        try unsafe Descriptor.open(text, beneath: number, wantsDirectory: false)
      }
    } catch {
      throw error.problem(at: full)
    }
    return try RegularFile.adopt(Descriptor(owning: descriptor), path: full, stop: root.stop)
  }

  /// Where a symlink points, byte for byte.
  package mutating func linkTarget(_ path: BytePath) throws(ReadProblem) -> BytePath {
    try unsafe read(path) { (text, number) throws(SystemError) in
      try unsafe Directory.linkTarget(text, in: number)
    }
  }

  /// The extended attributes of one entry, sorted by name; a link's own, not its target's.
  package mutating func attributes(_ path: BytePath) throws(ReadProblem) -> [ExtendedAttribute] {
    try unsafe read(path) { (text, number) throws(SystemError) in
      try unsafe readAttributes(of: text, in: number)
    }
  }

  private mutating func read<Result>(
    _ path: BytePath, _ body: (UnsafePointer<CChar>, Int32) throws(SystemError) -> Result
  ) throws(ReadProblem) -> Result {
    guard try enter(path), let number else { throw .missing(root.path.appending(path)) }
    do throws(SystemError) {
      return try unsafe withName { (text) throws(SystemError) in try unsafe body(text, number) }
    } catch {
      throw error.problem(at: root.path.appending(path))
    }
  }

  /// Opens the directory that holds `path`; `false` when there can be no such entry.
  ///
  /// - Throws: `notEntered` for what something else is mounted over.
  private mutating func enter(_ path: BytePath) throws(ReadProblem) -> Bool {
    if let mount = mounts.first(where: path.isWithin) {
      throw .mounted(root.path.appending(mount))
    }
    let bytes = path.bytes
    guard !bytes.contains(0) else { return false }
    let slash = bytes.lastIndex(of: UInt8(ascii: "/"))
    let directory = bytes[..<(slash ?? bytes.startIndex)]
    name.removeAll(keepingCapacity: true)
    name += bytes[(slash.map { $0 + 1 } ?? bytes.startIndex)...]
    name.append(0)
    if directory.elementsEqual(parent) { return number != nil }
    parent = Array(directory)
    opened = nil
    number = nil
    guard !directory.isEmpty else {
      number = root.descriptor.number
      return true
    }
    do throws(SystemError) {
      let descriptor = try root.open(BytePath(directory), wantsDirectory: true)
      number = descriptor.number
      opened = consume descriptor
      return true
    } catch {
      if error.meansNoEntry { return false }
      // Not to be taken for absent by the next entry in it.
      parent = [0]
      throw error.problem(at: root.path.appending(BytePath(directory)))
    }
  }

  private func withName<Result>(
    _ body: (UnsafePointer<CChar>) throws(SystemError) -> Result
  ) throws(SystemError) -> Result {
    try unsafe name.withUnsafeBufferPointer { (bytes) throws(SystemError) in
      guard let base = bytes.baseAddress else { throw SystemError(errno: ENOENT) }
      return try unsafe body(UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self))
    }
  }
}

extension SystemError {
  /// Nothing is there, or the way there leads through a link or over a name that no file can have.
  fileprivate var meansNoEntry: Bool { isAbsence || errno == ELOOP || errno == ENAMETOOLONG }
}
