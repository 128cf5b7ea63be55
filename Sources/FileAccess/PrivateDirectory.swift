internal import CLinux
internal import Glibc
package import LayerModel

/// A directory for what this program remembers, which nobody but its user may change, or which is
/// only looked into.
///
/// What is in it is opened by others by its path: that is safe as long as only the user, or root, can
/// put something else there.
package struct PrivateDirectory: Hashable, Sendable {
  /// Why a place cannot be one.
  package struct Refusal: Error, Hashable, Sendable {
    package let path: BytePath
    /// In words.
    package let reason: String

    init(_ path: BytePath, _ reason: String) { (self.path, self.reason) = (path, reason) }
    init(_ path: BytePath, _ error: SystemError) { self.init(path, error.text) }
  }

  /// Absolute and without links.
  package let path: BytePath
  /// Whether it is somebody else's: nothing in it is written.
  package let isForeign: Bool

  /// Makes the directory and those above it where they are missing, with mode 0700.
  ///
  /// Links on the way are followed, as systemd's own state directories are links.
  package init(making named: BytePath) throws(Refusal) {
    try Self.make(named)
    try self.init(existing: named)
  }

  /// Takes a directory that is there.
  package init(existing named: BytePath) throws(Refusal) {
    try self.init(named, mayBeForeign: false)
  }

  /// Takes a directory only to look into it.
  ///
  /// For root it may be somebody else's, as that of a service with a user of its own: whoever that is
  /// could show something else, and nothing more.
  package init(lookingInto named: BytePath) throws(Refusal) {
    try self.init(named, mayBeForeign: geteuid() == 0)
  }

  private init(_ named: BytePath, mayBeForeign: Bool) throws(Refusal) {
    guard let path = PathResolver.resolved(named) else {
      throw Refusal(named, SystemError(errno: ENOENT))
    }
    self.path = path
    let owner = try Self.status(path).owner
    isForeign = mayBeForeign && owner != geteuid()
    try check(path, is: .directory)
    if !isForeign { try Self.checkAncestors(of: path) }
  }

  /// Makes a regular file with mode 0600 where there is none.
  ///
  /// - Throws: a refusal for a link or whatever else is there, and for a file of somebody else.
  package func file(_ name: BytePath) throws(Refusal) -> BytePath {
    let file = path.appending(name)
    guard !isForeign else { throw Refusal(file, "it is only to be read") }
    let number = unsafe Self.call(file) {
      let number = unsafe open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      return number < 0 ? -errno : number
    }
    if number >= 0 {
      close(number)
    } else if -number != EEXIST {
      throw Refusal(file, SystemError(errno: -number))
    }
    try check(file, is: .regular)
    return file
  }

  /// A file that is there; `nil` when there is none.
  package func existingFile(_ name: BytePath) throws(Refusal) -> BytePath? {
    let file = path.appending(name)
    guard unsafe Self.call(file, { unsafe access($0, F_OK) == 0 ? 0 : -errno }) == 0 else {
      return nil
    }
    try check(file, is: .regular)
    return file
  }

  /// Renames a file; `false` when there is none.
  @discardableResult
  package func rename(_ name: BytePath, to other: BytePath) throws(Refusal) -> Bool {
    guard !isForeign else { throw Refusal(path, "it is only to be read") }
    let (from, to) = (path.appending(name), path.appending(other))
    let result = unsafe Self.call(from) { from in
      unsafe Self.call(to) { to in unsafe Glibc.rename(from, to) == 0 ? 0 : -errno }
    }
    if result == -ENOENT { return false }
    guard result == 0 else { throw Refusal(from, SystemError(errno: -result)) }
    return true
  }

  private func check(_ place: BytePath, is kind: FileKind) throws(Refusal) {
    let status = try Self.status(place)
    guard status.kind == kind else {
      throw Refusal(place, "it is a \(status.kind.words), a \(kind.words) is due here")
    }
    guard !isForeign else { return }
    guard status.owner == geteuid() else { throw Refusal(place, "it is somebody else's") }
    guard status.mode & 0o022 == 0 else { throw Refusal(place, "others may write to it") }
  }

  /// For root: whoever owns a directory above could put another one in its place.
  private static func checkAncestors(of path: BytePath) throws(Refusal) {
    guard geteuid() == 0 else { return }
    var ancestor = path.parent
    while !ancestor.isEmpty {
      let status = try status(ancestor)
      // Who is outside of the user namespace is seen as nobody, and cannot be who is inside.
      guard status.owner == 0 || status.owner == unmapped else {
        throw Refusal(path, "the owner of \(ancestor) could put something else there")
      }
      guard ancestor.parent != ancestor else { return }
      ancestor = ancestor.parent
    }
  }

  /// Linux `/proc/sys/kernel/overflowuid`, by default.
  private static let unmapped: UInt32 = 65_534

  private static func make(_ path: BytePath) throws(Refusal) {
    var missing: [BytePath] = []
    var place = path
    while !place.isEmpty, PathResolver.resolved(place) == nil {
      missing.append(place)
      place = place.parent
    }
    for place in missing.reversed() {
      let result = unsafe call(place) { unsafe mkdir($0, 0o700) == 0 ? 0 : -errno }
      guard result == 0 || result == -EEXIST else {
        throw Refusal(place, SystemError(errno: -result))
      }
    }
  }

  private static func status(_ path: BytePath) throws(Refusal) -> FileStatus {
    do {
      return try unsafe path.withCString { (text) throws(SystemError) in
        try unsafe Descriptor.status(text, in: AT_FDCWD)
      }
    } catch {
      throw Refusal(path, error)
    }
  }

  /// What `body` gives; -ENOENT for a path that no file can have.
  private static func call(_ path: BytePath, _ body: (UnsafePointer<CChar>) -> Int32) -> Int32 {
    do {
      return try unsafe path.withCString { (text) throws(SystemError) in unsafe body(text) }
    } catch {
      return -error.errno
    }
  }
}
