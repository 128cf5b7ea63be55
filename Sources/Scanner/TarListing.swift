internal import Archives
internal import LayerModel

/// The regular files that a tar makes, each name with its length, as a walk would find them.
///
/// Of entries of one name the last one counts. Hidden names are none.
struct TarListing: Sendable {
  /// What all names may take, in bytes: 300,000 of usual length.
  private static let limit = 32 << 20
  /// Of one name beside its bytes.
  private static let costOfName = 64

  private var sizes: [BytePath: ByteCount] = [:]
  private var cost = 0
  private let limit: Int

  init(limit: Int = limit) { self.limit = limit }

  /// Sorted by path; `nil` when there were more than are kept.
  var files: [SizedFile]? {
    guard cost <= limit else { return nil }
    return sizes.map { SizedFile(path: $0.key, bytes: $0.value) }.sorted { $0.path < $1.path }
  }

  /// Takes the next entry; `target` is where the one lies that a hard link is to.
  mutating func take(_ header: TarHeader, at path: BytePath, linkedTo target: BytePath?) {
    guard cost <= limit else { return }
    guard let size = size(of: header, linkedTo: target), !Self.isWhiteout(path) else {
      if header.kind != .unknown { sizes[path] = nil }
      return
    }
    cost += path.bytes.count + Self.costOfName
    if cost > limit { sizes = [:] } else { sizes[path] = size }
  }

  /// `nil` for what is no regular file, and for a link to nothing in this tar.
  private func size(of header: TarHeader, linkedTo target: BytePath?) -> ByteCount? {
    if let target { return sizes[target] }
    guard header.kind == .regular else { return nil }
    return header.sparse?.realSize ?? header.contentSize
  }

  /// Source: OCI image-spec `layer.md`, "Whiteouts".
  private static func isWhiteout(_ path: BytePath) -> Bool {
    path.lastComponent.hasPrefix(".wh.")
  }
}
