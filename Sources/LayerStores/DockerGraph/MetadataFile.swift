internal import FileAccess
internal import LayerModel

/// One small file of a store, as far as it could be read.
struct MetadataFile {
  var bytes: [UInt8] = []
  /// `nil` when there is nothing at the path, or it could not be asked.
  var status: FileStatus?
  /// Why ``bytes`` is not the file.
  var problem: ReadProblem?

  init(_ path: BytePath, in root: borrowing Directory, limit: ByteCount) {
    do {
      status = try root.statusIfPresent(path)
      guard status != nil else {
        problem = .missing(path)
        return
      }
      bytes = try root.read(path, limit: limit)
    } catch {
      problem = error
    }
  }

  var isMissing: Bool { problem?.cause == "missing" }

  /// The state word of a file that could be read or not: `ok` or the problem's cause.
  var state: String { problem?.cause ?? "ok" }
}

extension ByteCount {
  /// A Docker image JSON of eight megabytes was seen to load; twice that is nobody's metadata.
  static let metadataLimit = ByteCount(16 << 20)
  /// From here on metadata is remarkable.
  static let largeMetadata = ByteCount(1 << 20)
  /// Files that hold one number or one id.
  static let wordLimit = ByteCount(4_096)
}
