internal import CLinux
internal import Glibc
package import LayerModel

/// Where a report or a baseline goes: a standard stream, a file that appears whole or not at all,
/// or a device or FIFO that is written as it is.
///
/// A file has no name until ``finish()`` gives it one, so that nothing is left behind by a program
/// that is killed; where the file system cannot do that, it has a temporary name.
package struct OutputFile: ~Copyable {
  private let target: OutputTarget?
  /// `nil` until the first bytes go to a device or FIFO, which may block.
  private var descriptor: Int32?
  private let isOwned: Bool
  /// The name until ``finish()``; `nil` for a file without one.
  private let temporary: BytePath?
  private var pending: [UInt8] = []
  private var isFinished = false

  /// Standard output.
  package static func standardOutput() -> OutputFile { OutputFile(stream: STDOUT_FILENO) }
  package static func standardError() -> OutputFile { OutputFile(stream: STDERR_FILENO) }

  private init(stream: Int32) {
    descriptor = stream
    isOwned = false
    target = nil
    temporary = nil
  }

  /// Writes to what `path` leads to; an existing file keeps its owner and mode.
  package init(replacing path: BytePath) throws(SystemError) {
    let target = try OutputTarget(path)
    let start = try Self.start(target)
    self.target = target
    (descriptor, isOwned, temporary) = start
  }

  private static func start(
    _ target: OutputTarget
  ) throws(SystemError) -> (descriptor: Int32?, isOwned: Bool, temporary: BytePath?) {
    switch target.manner {
    case .stream(let number): return (number, false, nil)
    case .inPlace: return (nil, true, nil)
    case .file:
      if let number = try unnamed(in: target.path.directory) { return (number, true, nil) }
      let (name, number) = try unsafe free(beside: target.path) { name in
        let number = unsafe open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        return number < 0 ? -errno : number
      }
      return (number, true, name)
    }
  }

  deinit {
    guard isOwned else { return }
    if let descriptor { close(descriptor) }
    if let temporary, !isFinished { Self.remove(temporary) }
  }

  package mutating func write(_ bytes: some Collection<UInt8>) throws(SystemError) {
    pending += bytes
    if pending.count >= 65_536 { try flush() }
  }

  package mutating func write(_ text: String) throws(SystemError) { try write(Array(text.utf8)) }

  /// Writes what is left and puts the file in its place.
  package mutating func finish() throws(SystemError) {
    try flush()
    guard let target, case .file(let kept) = target.manner, let descriptor, !isFinished else {
      return
    }
    if let kept {
      // Who may not give files away owns what they write, as with any editor.
      _ = fchown(descriptor, kept.owner, kept.group)
      guard fchmod(descriptor, kept.mode) == 0 else { throw SystemError(errno: errno) }
    }
    guard fsync(descriptor) == 0 else { throw SystemError(errno: errno) }
    // A name of its own first: a link, unlike a renaming, replaces nothing.
    let name: BytePath
    if let temporary {
      name = temporary
    } else {
      name = try unsafe Self.free(beside: target.path) {
        unsafe clinux_link_unnamed(descriptor, $0)
      }.name
    }
    do throws(SystemError) {
      try Self.rename(name, to: target.path)
    } catch {
      if temporary == nil { Self.remove(name) }
      throw error
    }
    isFinished = true
  }

  /// Less what the umask takes away; only for a file that is new.
  private static let mode: mode_t = 0o644

  /// A file without a name; `nil` where the file system, the kernel or a missing /proc forbids it.
  private static func unnamed(in directory: BytePath) throws(SystemError) -> Int32? {
    let number = try unsafe directory.withCString { (text) throws(SystemError) in
      unsafe clinux_open_unnamed(text, mode)
    }
    guard number >= 0 else {
      guard [EOPNOTSUPP, EISDIR, ENOENT, EINVAL].contains(-number) else {
        throw SystemError(errno: -number)
      }
      return nil
    }
    guard unsafe access("/proc/self/fd/\(number)", F_OK) == 0 else {
      close(number)
      return nil
    }
    return number
  }

  /// Tries names beside `path` until `make` finds one free; `make` gives -errno when it fails.
  private static func free(
    beside path: BytePath, _ make: (UnsafePointer<CChar>) -> Int32
  ) throws(SystemError) -> (name: BytePath, result: Int32) {
    for attempt in 0..<1_000 {
      let name = path.parent.appending(".layeraudit-\(getpid())-\(attempt).tmp")
      let result = try unsafe name.withCString { (text) throws(SystemError) in
        unsafe make(text)
      }
      if result >= 0 { return (name, result) }
      guard result == -EEXIST else { throw SystemError(errno: -result) }
    }
    throw SystemError(errno: EEXIST)
  }

  private static func rename(_ name: BytePath, to path: BytePath) throws(SystemError) {
    try unsafe name.withCString { (from) throws(SystemError) in
      try unsafe path.withCString { (to) throws(SystemError) in
        guard unsafe Glibc.rename(from, to) == 0 else { throw SystemError(errno: errno) }
      }
    }
  }

  private static func remove(_ name: BytePath) {
    do {
      _ = try unsafe name.withCString { unsafe unlink($0) }
    } catch {
      // Only a name with a NUL byte comes here, and none was made of one.
    }
  }

  private mutating func flush() throws(SystemError) {
    let descriptor = try opened()
    var written = 0
    while written < pending.count {
      let count = unsafe pending.withUnsafeBytes { bytes in
        unsafe Glibc.write(
          descriptor, bytes.baseAddress.map { unsafe $0 + written }, bytes.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError(errno: errno) }
      written += count
    }
    pending.removeAll(keepingCapacity: true)
  }

  /// The descriptor; of a device or FIFO only now, when there is something to write.
  private mutating func opened() throws(SystemError) -> Int32 {
    if let descriptor { return descriptor }
    let number = try unsafe (target?.path ?? "").withCString { (text) throws(SystemError) in
      while true {
        let number = unsafe open(text, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY)
        if number >= 0 { return number }
        guard errno == EINTR else { throw SystemError(errno: errno) }
      }
    }
    descriptor = number
    return number
  }
}
