internal import Archives
package import Foundation
internal import LayerModel

/// bbolt databases that containerd 1.6.20 and Docker 20.10.24 wrote.
package enum BoltDatabase: String, CaseIterable, Sendable {
  case containerdMeta = "containerd-1.6-meta"
  case containerdNative = "containerd-1.6-native"
  case containerdOverlay = "containerd-1.6-overlayfs"
  case buildkitSnapshots = "docker-20.10-snapshots"
  case buildkitLeases = "docker-20.10-containerdmeta"
  case buildkitMetadata = "docker-20.10-metadata_v2"

  package func bytes() throws -> [UInt8] {
    var inflater = GzipInflater(outputLimit: 1_048_576)
    inflater.feed(Array(try Data(contentsOf: file("\(rawValue).db.gz"))))
    var bytes: [UInt8] = []
    while let chunk = try inflater.next() { bytes += chunk }
    try inflater.finish()
    return bytes
  }

  package static func file(_ name: String) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "BoltTests/Databases/\(name)")
  }

  private func file(_ name: String) -> URL { Self.file(name) }
}
