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
}
