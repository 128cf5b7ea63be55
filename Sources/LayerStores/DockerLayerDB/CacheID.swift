internal import LayerModel

/// The file `cache-id`: what the driver calls a layer.
///
/// Docker asks only that it is not empty, joins it to the driver's directory and removes what is
/// there when the layer goes. Here nothing but a real cache id ever becomes a path.
/// Source: moby v28.5.2 `layer/filestore.go`, `GetCacheID`; section 2.1 of the format's facts.
struct CacheID {
  /// `nil` unless it is what Docker or BuildKit writes.
  let id: LayerID?
  /// As ``LayerClaim/cacheIDState``; a duplicate is only told from all layers.
  let state: String

  init(_ file: TrimmedFile) {
    if let fault = file.fault {
      id = nil
      state = fault
    } else if Self.isWellFormed(file.bytes) {
      id = LayerID(BytePath(file.bytes))
      state = "ok"
    } else {
      id = nil
      state = Self.leavesFolder(file.bytes) ? "traversal" : "malformed"
    }
  }

  /// `^[0-9a-f]{64}$`, or `^[0-9a-z]{25}$` for layers that BuildKit exported.
  static func isWellFormed(_ bytes: [UInt8]) -> Bool {
    switch bytes.count {
    case 64: Digest(hex: bytes) != nil
    case 25: bytes.allSatisfy { 48...57 ~= $0 || 97...122 ~= $0 }
    default: false
    }
  }

  private static func leavesFolder(_ bytes: [UInt8]) -> Bool {
    bytes.contains(UInt8(ascii: "/")) || bytes.elementsEqual("..".utf8)
      || bytes.elementsEqual(".".utf8)
  }
}
