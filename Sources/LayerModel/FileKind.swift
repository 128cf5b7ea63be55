/// What a directory entry is, by `lstat`.
package enum FileKind: String, Hashable, Sendable, CaseIterable {
  case regular = "file"
  case directory
  case symlink
  case characterDevice = "character-device"
  case blockDevice = "block-device"
  case fifo
  case socket
  case unknown

  /// Whether it is one that tars have and nothing is below.
  package var isLeaf: Bool { self != .directory && self != .socket && self != .unknown }

  /// For people.
  package var words: String {
    switch self {
    case .regular: "regular file"
    case .symlink: "symbolic link"
    case .characterDevice: "character device"
    case .blockDevice: "block device"
    case .directory, .fifo, .socket: rawValue
    case .unknown: "thing of unknown kind"
    }
  }
}
