import ArgumentParser
import Foundation
import Hashing
import LayerModel

/// An OCI layout of one image with one compressed layer.
struct PackedLayout {
  enum Compression: String, ExpressibleByArgument, CaseIterable {
    case gzip, zstd

    /// As engines compress by default; pigz makes the same of gzip in less time.
    fileprivate var command: [String] {
      switch self {
      case .gzip: [CompareInflate.isInstalled("pigz") ? "pigz" : "gzip", "-n", "-6"]
      case .zstd: ["zstd", "-q", "--rm", "-3"]
      }
    }

    fileprivate var ending: String { self == .gzip ? ".gz" : ".zst" }
    fileprivate var mediaType: String { "application/vnd.oci.image.layer.v1.tar+\(rawValue)" }
  }

  let root: String
  let layerPath: String
  let compression: Compression
  let compressedBytes: Int
  let tarBytes: Int

  /// One that was made before.
  static func found(at root: String) throws -> PackedLayout {
    let note = try String(contentsOfFile: "\(root)/bench", encoding: .utf8)
      .split(separator: "\n").map(String.init)
    guard note.count == 4, let compression = Compression(rawValue: note[1]),
      let compressed = Int(note[2]), let tar = Int(note[3])
    else { throw ContenderFailure("\(root)/bench", 1) }
    return PackedLayout(
      root: root, layerPath: "\(root)/\(note[0])", compression: compression,
      compressedBytes: compressed, tarBytes: tar)
  }

  static func make(at root: String, bytes: Int, compression: Compression) throws -> PackedLayout {
    for directory in [root, "\(root)/blobs", "\(root)/blobs/sha256"] {
      try makeDirectory(directory)
    }
    let tar = "\(root)/layer"
    let (diffID, tarBytes) = try TextLayer.write(to: tar, bytes: bytes)
    let status = try ChildProcess.run(compression.command + [tar]).status
    guard status == 0 else { throw ContenderFailure(compression.command[0], status) }
    let layer = try name("\(tar)\(compression.ending)", in: root)
    let config = try add(
      #"{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["\#(diffID)"]},"#
        + #""history":[{"created_by":"bench"}]}"#, to: root)
    let manifest = try add(
      #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":"#
        + descriptor(config, "application/vnd.oci.image.config.v1+json") + #","layers":["#
        + descriptor(layer, compression.mediaType) + "]}", to: root)
    try writeText(#"{"imageLayoutVersion":"1.0.0"}"#, to: "\(root)/oci-layout", mode: 0o644)
    try writeText(
      #"{"schemaVersion":2,"manifests":["#
        + descriptor(manifest, "application/vnd.oci.image.manifest.v1+json") + "]}",
      to: "\(root)/index.json", mode: 0o644)
    let path = "blobs/sha256/\(layer.digest.hex)"
    try writeText(
      "\(path)\n\(compression.rawValue)\n\(layer.bytes)\n\(tarBytes)\n", to: "\(root)/bench")
    return try found(at: root)
  }

  private typealias Blob = (digest: Digest, bytes: Int)

  private static func descriptor(_ blob: Blob, _ mediaType: String) -> String {
    #"{"mediaType":"\#(mediaType)","digest":"\#(blob.digest)","size":\#(blob.bytes)}"#
  }

  private static func add(_ text: String, to root: String) throws -> Blob {
    let digest = SHA256Hash.digest(of: Array(text.utf8))
    try writeText(text, to: "\(root)/blobs/sha256/\(digest.hex)", mode: 0o644)
    return (digest, text.utf8.count)
  }

  /// Moves a file to where its digest says.
  private static func name(_ path: String, in root: String) throws -> Blob {
    var hash = SHA256Hash()
    let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    var total = 0
    while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
      hash.update(Array(piece))
      total += piece.count
    }
    let digest = hash.finish()
    try FileManager.default.moveItem(atPath: path, toPath: "\(root)/blobs/sha256/\(digest.hex)")
    return (digest, total)
  }
}

/// A layer's tar of files that compress as those of images do, to about half.
struct TextLayer {
  private static let fileBytes = 192 << 10
  private static let words = 8_192

  static func write(to path: String, bytes: Int) throws -> (diffID: Digest, bytes: Int) {
    var random = SeededRandom(seed: 7)
    let vocabulary = (0..<words).map { _ in
      (0..<(2 + random.below(14))).map { _ in UInt8(97 + random.below(26)) } + [32]
    }
    var status = stat()
    try check(lstat("/", &status), "/")
    status.st_mode = S_IFREG | 0o644
    var hash = SHA256Hash()
    var total = 0
    try writeFile(path, mode: 0o644) { descriptor in
      func emit(_ piece: [UInt8]) throws {
        hash.update(piece)
        total += piece.count
        try piece.withUnsafeBytes { try writeAll($0, to: descriptor, path) }
      }
      var number = 0
      while total < bytes {
        let content = Self.content(number, vocabulary, &random)
        var header = TarHeaderFields("usr/lib/f\(number)", status)
        header.size = content.count
        try emit(header.blocks + content)
        try emit([UInt8](repeating: 0, count: (512 - content.count % 512) % 512))
        number += 1
      }
      try emit([UInt8](repeating: 0, count: 1_024))
    }
    return (hash.finish(), total)
  }

  /// Words of which few are frequent; every sixth file is compressed already.
  private static func content(
    _ number: Int, _ vocabulary: [[UInt8]], _ random: inout SeededRandom
  ) -> [UInt8] {
    var content: [UInt8] = []
    content.reserveCapacity(fileBytes + 16)
    while content.count < fileBytes {
      if number % 6 == 0 {
        withUnsafeBytes(of: random.next()) { content += $0 }
      } else {
        let rank = random.unit()
        content += vocabulary[Int(rank * rank * rank * Double(words))]
      }
    }
    return content
  }
}
