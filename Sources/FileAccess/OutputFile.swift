internal import Glibc
package import LayerModel

/// Where a report or a baseline goes: standard output, or a file that appears whole or not at all.
///
/// A file is written beside its place under a temporary name and renamed by ``finish()``; without
/// that call nothing is left behind.
package struct OutputFile: ~Copyable {
  private let descriptor: Int32
  private let destination: BytePath?
  private let temporary: BytePath
  private var pending: [UInt8] = []
  private var isFinished = false

  /// Standard output.
  package static func standardOutput() -> OutputFile { OutputFile(descriptor: 1) }
  package static func standardError() -> OutputFile { OutputFile(descriptor: 2) }

  private init(descriptor: Int32) {
    self.descriptor = descriptor
    destination = nil
    temporary = BytePath([])
  }

  package init(replacing path: BytePath) throws(SystemError) {
    let temporary = path.parent.appending(".\(path.lastComponent).\(getpid()).tmp")
    descriptor = try unsafe temporary.withCString { (text) throws(SystemError) in
      let number = unsafe open(text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      guard number >= 0 else { throw SystemError(errno: errno) }
      return number
    }
    destination = path
    self.temporary = temporary
  }

  deinit {
    guard destination != nil else { return }
    close(descriptor)
    if !isFinished {
      // Nothing can be done about a temporary file that cannot be removed; it is named as one.
      _ = try? unsafe temporary.withCString { unsafe unlink($0) }
    }
  }

  package mutating func write(_ bytes: some Collection<UInt8>) throws(SystemError) {
    pending += bytes
    if pending.count >= 65_536 { try flush() }
  }

  package mutating func write(_ text: String) throws(SystemError) { try write(Array(text.utf8)) }

  /// Writes what is left and puts the file in its place.
  package mutating func finish() throws(SystemError) {
    try flush()
    guard let destination, !isFinished else { return }
    guard fsync(descriptor) == 0 else { throw SystemError(errno: errno) }
    try unsafe temporary.withCString { (from) throws(SystemError) in
      try unsafe destination.withCString { (to) throws(SystemError) in
        guard unsafe rename(from, to) == 0 else { throw SystemError(errno: errno) }
      }
    }
    isFinished = true
  }

  private mutating func flush() throws(SystemError) {
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
}
