internal import Glibc
package import LayerModel

/// A file that a person named, outside any store: a baseline, a rule, a suppression list.
///
/// Links are followed and reading may block, as anyone expects of a file they named.
package struct InputFile: ~Copyable {
  package let path: BytePath
  private let descriptor: Descriptor
  private var buffer: [UInt8] = []
  private var position = 0

  package init(_ path: BytePath) throws(ReadProblem) {
    self.path = path
    let number: Int32
    do {
      number = try unsafe path.withCString { (text) throws(SystemError) in
        let number = unsafe open(text, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw SystemError(errno: errno) }
        return number
      }
    } catch {
      throw error.problem(at: path)
    }
    descriptor = Descriptor(owning: number)
  }

  /// The whole file.
  ///
  /// - Throws: `tooLarge` when it holds more than `limit` bytes.
  package static func read(_ path: BytePath, limit: ByteCount) throws(ReadProblem) -> [UInt8] {
    var file = try InputFile(path)
    var content: [UInt8] = []
    while try file.hasMore() {
      content += try file.piece()
      guard content.count <= limit.value else { throw .tooLarge(path, limit: limit) }
    }
    return content
  }

  /// The first byte; `nil` for an empty file.
  package static func first(of path: BytePath) throws(ReadProblem) -> UInt8? {
    var file = try InputFile(path)
    return try file.hasMore() ? file.buffer.first : nil
  }

  /// The next line without its newline; `nil` at the end.
  ///
  /// - Throws: `tooLarge` for a line of more than `limit` bytes.
  package mutating func line(limit: ByteCount) throws(ReadProblem) -> [UInt8]? {
    var line: [UInt8] = []
    while try hasMore() {
      let rest = buffer[position...]
      if let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
        position = newline + 1
        return line + rest[..<newline]
      }
      line += rest
      position = buffer.count
      guard line.count <= limit.value else { throw .tooLarge(path, limit: limit) }
    }
    return line.isEmpty ? nil : line
  }

  /// The bytes that come next, as many as are at hand; none at the end of the file.
  package mutating func piece() throws(ReadProblem) -> [UInt8] {
    guard try hasMore() else { return [] }
    defer { position = buffer.count }
    return position == 0 ? buffer : Array(buffer[position...])
  }

  private mutating func hasMore() throws(ReadProblem) -> Bool {
    if position < buffer.count { return true }
    return try fill()
  }

  /// Reads the next piece; `false` at the end of the file.
  private mutating func fill() throws(ReadProblem) -> Bool {
    var next = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe next.withUnsafeMutableBytes {
      unsafe Glibc.read(descriptor.number, $0.baseAddress, $0.count)
    }
    guard count >= 0 else { throw .unreadable(path, errno: errno) }
    next.removeLast(next.count - count)
    buffer = next
    position = 0
    return count > 0
  }
}
