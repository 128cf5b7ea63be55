import Foundation

/// Any bytes as an archive of images, whose tar headers get sound checksums.
enum ArchiveFuzz {
  private static let file = FileManager.default.temporaryDirectory
    .appending(path: "layeraudit-fuzz-\(getpid()).tar")

  static func run(_ bytes: [UInt8]) {
    do {
      try Data(TarFuzz.checksummed(bytes)).write(to: file)
    } catch {
      fatalError("cannot write \(file.path): \(error)")
    }
    FuzzAudit.run(file.path, level: .content, judges: bytes.count % 8 == 0)
  }
}
