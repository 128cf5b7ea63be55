import Foundation

struct SystemFailure: Error, CustomStringConvertible {
  let description: String

  /// Takes the cause from `errno`.
  init(_ what: String) {
    description = "\(what): \(String(cString: strerror(errno)))"
  }
}

func check(_ result: Int32, _ what: @autoclosure () -> String) throws {
  if result != 0 { throw SystemFailure(what()) }
}

func makeDirectory(_ path: String, mode: mode_t = 0o755) throws {
  try check(mkdir(path, mode), path)
}

func writeText(_ text: String, to path: String, mode: mode_t = 0o600) throws {
  try writeFile(path, mode: mode) { descriptor in
    try Array(text.utf8).withUnsafeBytes { try writeAll($0, to: descriptor, path) }
  }
}

func writeFile(_ path: String, mode: mode_t, body: (Int32) throws -> Void) throws {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, mode)
  if descriptor < 0 { throw SystemFailure(path) }
  defer { close(descriptor) }
  try body(descriptor)
}

func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String) throws {
  var rest = bytes
  while let base = rest.baseAddress, !rest.isEmpty {
    let written = write(descriptor, base, rest.count)
    if written < 0 { throw SystemFailure(path) }
    rest = UnsafeRawBufferPointer(rebasing: rest[written...])
  }
}

/// Foundation's own key for extended attributes; `Glibc` does not export `setxattr`.
func setExtendedAttribute(_ name: String, _ value: [UInt8], of path: String) throws {
  let key = FileAttributeKey(rawValue: "NSFileExtendedAttributes")
  try FileManager.default.setAttributes([key: [name: Data(value)]], ofItemAtPath: path)
}
