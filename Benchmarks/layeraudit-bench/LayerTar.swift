import Foundation
import Hashing
import LayerModel

/// The tar that a layer would have come from, as its DiffID and its `tar-split.json.gz`.
///
/// Source: POSIX ustar and pax; vbatts/tar-split `tar/storage/entry.go`, `packer.go`.
struct LayerTar: ~Copyable {
  private let root: String
  private var tar = SHA256Hash()
  private var bytes = 0
  private var split: TarSplitWriter
  /// Raw bytes since the last entry.
  private var segment: [UInt8] = []
  private var names: [UInt64: String] = [:]
  private var buffer = [UInt8](repeating: 0, count: 1 << 20)

  /// What a store records of a tar.
  struct Summary: Sendable {
    let diffID: Digest
    /// With headers, padding and end.
    let bytes: Int
  }

  /// Packs what is in the directory `root`; writes the tar-split to `path`.
  static func pack(_ root: String, tarSplit path: String) throws -> Summary {
    let json = path.replacingOccurrences(of: ".gz", with: "")
    var packing = LayerTar(root: root, split: try TarSplitWriter(json))
    try packing.addEntries(of: "")
    packing.emit([UInt8](repeating: 0, count: 1024))
    try packing.split.segment(packing.segment)
    try packing.split.finish()
    let status = try ChildProcess.run(["gzip", "-n", "-1", json]).status
    guard status == 0 else { throw ContenderFailure("gzip", status) }
    return Summary(diffID: packing.tar.finish(), bytes: packing.bytes)
  }

  private init(root: String, split: TarSplitWriter) {
    self.root = root
    self.split = split
  }

  private mutating func addEntries(of directory: String) throws {
    let path = directory.isEmpty ? root : "\(root)/\(directory)"
    for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted() {
      try addEntry(directory.isEmpty ? name : "\(directory)/\(name)")
    }
  }

  private mutating func addEntry(_ name: String) throws {
    let path = "\(root)/\(name)"
    var status = stat()
    try check(lstat(path, &status), path)
    // Engines unpack from a tar, which has whole seconds.
    let times = [
      status.st_atim,
      timespec(tv_sec: status.st_mtim.tv_sec, tv_nsec: 0),
    ]
    try check(utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW), path)
    var header = TarHeaderFields(name, status)
    switch status.st_mode & S_IFMT {
    case S_IFDIR: header.kind = "5"
    case S_IFLNK: (header.kind, header.link) = ("2", try link(at: path))
    case S_IFCHR: header.name = Self.whiteout(of: name)
    default:
      if let first = names[UInt64(status.st_ino)] {
        (header.kind, header.link) = ("1", first)
      } else {
        if status.st_nlink > 1 { names[UInt64(status.st_ino)] = name }
        header.size = Int(status.st_size)
        header.capability = try capability(of: path)
      }
    }
    emit(header.blocks)
    try split.segment(segment)
    segment = []
    let crc = header.size > 0 ? try addContent(of: path) : 0
    try split.file(header.storedName, size: header.size, crc: crc)
    emit([UInt8](repeating: 0, count: (512 - header.size % 512) % 512))
    if header.kind == "5" { try addEntries(of: name) }
  }

  /// Bytes of the tar that are no content.
  private mutating func emit(_ padding: [UInt8]) {
    tar.update(padding)
    bytes += padding.count
    segment += padding
  }

  private mutating func addContent(of path: String) throws -> UInt64 {
    let descriptor = open(path, O_RDONLY)
    if descriptor < 0 { throw SystemFailure(path) }
    defer { close(descriptor) }
    var crc = CRC64()
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 { throw SystemFailure(path) }
      if count == 0 { return crc.value }
      tar.update(buffer[..<count])
      bytes += count
      crc.update(buffer[..<count])
    }
  }

  private func link(at path: String) throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: path)
  }

  private func capability(of path: String) throws -> [UInt8] {
    let key = FileAttributeKey(rawValue: "NSFileExtendedAttributes")
    let attributes = try FileManager.default.attributesOfItem(atPath: path)[key] as? [String: Data]
    return attributes?["security.capability"].map { [UInt8]($0) } ?? []
  }

  private static func whiteout(of name: String) -> String {
    let slash = name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex
    return name[..<slash] + ".wh." + name[slash...]
  }
}

/// What one header of a tar holds.
struct TarHeaderFields {
  var name: String
  var kind: Character = "0"
  var size = 0
  var link = ""
  /// `security.capability`; empty for none.
  var capability: [UInt8] = []
  private let mode: Int
  private let owner: Int
  private let group: Int
  private let modified: Int

  init(_ name: String, _ status: stat) {
    self.name = name
    mode = Int(status.st_mode & 0o7777)
    owner = Int(status.st_uid)
    group = Int(status.st_gid)
    modified = status.st_mtim.tv_sec
  }

  /// The name as a tar has it, directories with a slash at the end.
  var storedName: String { kind == "5" ? name + "/" : name }

  /// The header, after a pax header for what does not fit into it.
  var blocks: [UInt8] {
    var records: [UInt8] = []
    if storedName.utf8.count > 100 { records += Self.record("path", Array(storedName.utf8)) }
    if link.utf8.count > 100 { records += Self.record("linkpath", Array(link.utf8)) }
    if !capability.isEmpty {
      records += Self.record("SCHILY.xattr.security.capability", capability)
    }
    guard !records.isEmpty else { return block(storedName, kind, size, link) }
    let padding = [UInt8](repeating: 0, count: (512 - records.count % 512) % 512)
    return block("PaxHeaders/entry", "x", records.count, "") + records + padding
      + block(storedName, kind, size, link)
  }

  /// `length key=value\n`, where the length counts itself.
  private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
    let rest = Array(" \(key)=".utf8) + value + [UInt8(ascii: "\n")]
    var length = rest.count
    while length != rest.count + String(length).utf8.count {
      length = rest.count + String(length).utf8.count
    }
    return Array(String(length).utf8) + rest
  }

  private func block(_ name: String, _ kind: Character, _ size: Int, _ link: String) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int, width: Int) {
      for (position, byte) in text.utf8.prefix(width).enumerated() {
        block[offset + position] = byte
      }
    }
    func octal(_ number: Int, at offset: Int, width: Int) {
      let digits = String(number, radix: 8)
      let zeros = String(repeating: "0", count: max(0, width - 1 - digits.count))
      put(zeros + digits, at: offset, width: width - 1)
    }
    put(name, at: 0, width: 100)
    octal(mode, at: 100, width: 8)
    octal(owner, at: 108, width: 8)
    octal(group, at: 116, width: 8)
    octal(size, at: 124, width: 12)
    octal(modified, at: 136, width: 12)
    put("        ", at: 148, width: 8)
    put(String(kind), at: 156, width: 1)
    put(link, at: 157, width: 100)
    put("ustar\u{0}00", at: 257, width: 8)
    let sum = block.reduce(0) { $0 + Int($1) }
    octal(sum, at: 148, width: 7)
    block[155] = UInt8(ascii: " ")
    return block
  }
}
