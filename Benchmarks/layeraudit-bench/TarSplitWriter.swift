import Foundation

/// Writes the lines of a `tar-split.json`, as Go's encoder does.
///
/// Source: vbatts/tar-split `tar/storage/entry.go`, `Entry`; `packer.go`, `jsonPacker`.
struct TarSplitWriter {
  private let output: FileHandle
  private var lines = Data()
  private var position = 0

  init(_ path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: nil) else {
      throw SystemFailure(path)
    }
    output = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }

  /// Bytes of the tar as they are: headers, padding, the end.
  mutating func segment(_ bytes: [UInt8]) throws {
    try add("{\"type\":2,\"payload\":\"\(Data(bytes).base64EncodedString())\"")
  }

  /// One entry of the tar and the CRC-64 of its content.
  ///
  /// The generated names are plain ASCII that needs no escapes.
  mutating func file(_ name: String, size: Int, crc: UInt64) throws {
    guard size > 0 else { return try add("{\"type\":1,\"name\":\"\(name)\",\"payload\":null") }
    let payload = withUnsafeBytes(of: crc.bigEndian) { Data($0) }.base64EncodedString()
    try add("{\"type\":1,\"name\":\"\(name)\",\"size\":\(size),\"payload\":\"\(payload)\"")
  }

  mutating func finish() throws {
    try output.write(contentsOf: lines)
    try output.close()
  }

  private mutating func add(_ line: String) throws {
    lines += Data("\(line),\"position\":\(position)}\n".utf8)
    position += 1
    guard lines.count > 1 << 20 else { return }
    try output.write(contentsOf: lines)
    lines = Data()
  }
}
