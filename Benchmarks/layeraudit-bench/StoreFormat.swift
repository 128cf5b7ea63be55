import ArgumentParser

/// A way to lay out a plan on disk.
///
/// A new format is one conforming type and one case below.
protocol StoreFormat: Sendable {
  /// The directory below a store that holds the layers' files, as the peers shall read it.
  var layerDirectory: String { get }

  /// How long the content level may take, as a multiple of two parallel `openssl dgst`.
  var contentBar: Double { get }

  /// How many times faster than one `sha256sum` after the other the content level must be; `nil` for
  /// a format without such a bar.
  var sha256sumBar: Double? { get }

  /// Writes the store into an existing empty directory.
  func write(_ plan: StorePlan, to root: String) throws -> TreeTotals
}

extension StoreFormat {
  var sha256sumBar: Double? { nil }
}

enum FormatName: String, CaseIterable, ExpressibleByArgument {
  case dockerGraphAufs = "docker-graph-aufs"
  case dockerLayerDBOverlay2 = "docker-layerdb-overlay2"
  case containersStorageOverlay = "containers-storage-overlay"

  var format: any StoreFormat {
    switch self {
    case .dockerGraphAufs: DockerGraphAufs()
    case .dockerLayerDBOverlay2: DockerLayerDBOverlay2()
    case .containersStorageOverlay: ContainersStorageOverlay()
    }
  }
}
