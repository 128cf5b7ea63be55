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
  private var here: OpenedDirectory
  /// The directory before it, as tars come back from a directory to the one above.
  private var before = OpenedDirectory()
  /// The last component, ended by a NUL; just that for the root.
  private var name: [UInt8] = [0]
  /// What `name` and the directory were made of.
  private var current: BytePath = ""

  private var number: Int32? { here.number }

  /// What lies at or below one of `mounts` is refused.
  package init(root: consuming Directory, mounts: [BytePath] = []) {
    here = OpenedDirectory(path: [], number: root.descriptor.number)
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

  /// What there is to say of a directory.
  package struct Look: Sendable {
    package let status: FileStatus
    /// How many names it has; `nil` when they are too many to be kept.
    package let names: Int?
    package let attributes: [ExtendedAttribute]
  }

  /// Looks into a directory, whose entries mostly follow; `nil` when there is none.
  package mutating func look(into path: BytePath) throws(ReadProblem) -> Look? {
    current = Self.nowhere
    guard try enter(directory: path.bytes[...]), let number else { return nil }
    do throws(SystemError) {
      try here.list()
      return Look(
        status: try unsafe Descriptor.status("", in: number), names: here.listing?.count,
        attributes: try unsafe readAttributes(of: "", in: number))
    } catch {
      throw error.problem(at: root.path.appending(path))
    }
  }

  /// Opens what the directory calls a regular file, so that nothing else is opened.
  ///
  /// - Returns: `nil` when it is something else, is not there, or the directory does not say.
  package mutating func fileIfListed(_ path: BytePath) throws(ReadProblem) -> RegularFile? {
    guard try enter(path), here.number != nil else { return nil }
    do throws(SystemError) {
      try here.list()
    } catch {
      throw error.problem(at: root.path.appending(path).parent)
    }
    return here.hasFile(name.dropLast()) ? try file(path) : nil
  }

  /// No path has a NUL.
  private static let nowhere = BytePath([0])

  /// Opens a file that ``status(_:)`` has just called regular.
  package mutating func file(_ path: BytePath) throws(ReadProblem) -> RegularFile {
    guard try enter(path), let number else { throw .missing(root.path.appending(path)) }
    let descriptor: Int32
    do throws(SystemError) {
      descriptor = try unsafe withName { (text) throws(SystemError) in
        try unsafe Descriptor.open(text, beneath: number, wantsDirectory: false)
      }
    } catch {
      throw error.problem(at: root.path.appending(path))
    }
    return try RegularFile.adopt(
      Descriptor(owning: descriptor), path: path, in: root.path, stop: root.stop)
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
    if path == current { return number != nil }
    if let mount = mounts.first(where: path.isWithin) {
      throw .mounted(root.path.appending(mount))
    }
    let bytes = path.bytes
    guard !bytes.contains(0) else { return false }
    current = path
    let slash = bytes.lastIndex(of: UInt8(ascii: "/"))
    let directory = bytes[..<(slash ?? bytes.startIndex)]
    name.removeAll(keepingCapacity: true)
    name += bytes[(slash.map { $0 + 1 } ?? bytes.startIndex)...]
    name.append(0)
    return try enter(directory: directory)
  }

  /// Opens the directory at a path, unless it is the one that is open.
  private mutating func enter(directory: ArraySlice<UInt8>) throws(ReadProblem) -> Bool {
    if directory == here.path[...] { return number != nil }
    swap(&here, &before)
    if directory == here.path[...] { return number != nil }
    guard !directory.isEmpty else {
      here = OpenedDirectory(path: [], number: root.descriptor.number)
      return true
    }
    do throws(SystemError) {
      here = OpenedDirectory(
        path: Array(directory), owning: try root.open(BytePath(directory), wantsDirectory: true))
      return true
    } catch {
      guard error.meansNoEntry else {
        // Not to be taken for absent by the next entry in it.
        here = OpenedDirectory()
        current = Self.nowhere
        throw error.problem(at: root.path.appending(BytePath(directory)))
      }
      here = OpenedDirectory(path: Array(directory), number: nil)
      return false
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

/// One directory of a tree, and what it holds once anyone asks.
private struct OpenedDirectory: ~Copyable {
  /// Below the tree's root; a NUL for none.
  let path: [UInt8]
  /// `nil` for the root, which the tree owns, and when nothing can be there.
  private let opened: Descriptor?
  /// `nil` when there is no such directory.
  let number: Int32?
  /// `nil` before ``list()``, and for a large one.
  private(set) var listing: DirectoryEntries?
  private var isListed = false
  /// Where the next name may stand in the listing.
  private var hint = 0

  /// Memory stays bounded: of larger directories each entry is looked at by itself.
  private static let longestListing = 4_096

  init(path: [UInt8] = [0], number: Int32? = nil) {
    self.path = path
    self.number = number
    opened = nil
  }

  init(path: [UInt8], owning descriptor: consuming Descriptor) {
    self.path = path
    number = descriptor.number
    opened = consume descriptor
  }

  /// Reads the directory, once.
  mutating func list() throws(SystemError) {
    guard let number, !isListed else { return }
    isListed = true
    // The root's descriptor may have been read before.
    guard lseek(number, 0, SEEK_SET) == 0 else { throw SystemError(errno: errno) }
    listing = try DirectoryEntries.read(number, limit: Self.longestListing)
  }

  /// Whether the listing calls a name a regular file.
  mutating func hasFile(_ name: ArraySlice<UInt8>) -> Bool {
    guard let index = listing?.index(of: name, hint: hint) else { return false }
    hint = index + 1
    return listing?.kind(at: index) == .regular
  }
}

extension SystemError {
  /// Nothing is there, or the way there leads through a link or over a name that no file can have.
  fileprivate var meansNoEntry: Bool { isAbsence || errno == ELOOP || errno == ENAMETOOLONG }
}
