internal import FileAccess
internal import LayerModel

/// What a file is to containers where an engine was told to give every file one mode.
///
/// The attribute `user.containers.override_stat` has it, which fuse-overlayfs shows in the place of what
/// the disk has: `UID:GID:MODE:TYPE`, with ids as in the tar and special files as empty regular ones.
/// Older engines leave out the type, and setuid, setgid and sticky bits.
///
/// Source: containers/storage `pkg/idtools/idtools.go`, `FormatContainersOverrideXattrDevice`;
/// `pkg/archive/archive.go`, `extractTarFileEntry`.
struct OverriddenStatus {
  let owner: Int64
  let group: Int64
  let mode: UInt32
  /// `nil` where it is not told.
  private(set) var kind: FileKind?
  private(set) var deviceMajor: Int64 = 0
  private(set) var deviceMinor: Int64 = 0

  static let attribute: BytePath = "user.containers.override_stat"

  /// `nil` where no attribute says so, or says something that no engine writes.
  init?(_ attributes: [ExtendedAttribute]) {
    guard let value = attributes.first(where: { $0.name == Self.attribute })?.value else {
      return nil
    }
    self.init(String(decoding: value, as: UTF8.self))
  }

  init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3 || parts.count == 4, let owner = UInt32(parts[0]),
      let group = UInt32(parts[1]), let mode = UInt32(parts[2], radix: 8), mode <= 0o7777
    else { return nil }
    self.owner = Int64(owner)
    self.group = Int64(group)
    self.mode = mode
    guard parts.count == 4 else { return }
    let words = parts[3].split(separator: "-", omittingEmptySubsequences: false)
    switch (words.first, words.count) {
    case ("file", 1): kind = .regular
    case ("dir", 1): kind = .directory
    case ("symlink", 1): kind = .symlink
    case ("pipe", 1): kind = .fifo
    case ("socket", 1): kind = .socket
    case ("block", 3), ("char", 3):
      guard let major = UInt32(words[1]), let minor = UInt32(words[2]) else { return nil }
      kind = words[0] == "block" ? .blockDevice : .characterDevice
      (deviceMajor, deviceMinor) = (Int64(major), Int64(minor))
    default: return nil
    }
  }

  /// The bits of a mode that it tells.
  var modeMask: UInt32 { kind == nil ? 0o777 : 0o7777 }
}
