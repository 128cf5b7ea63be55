internal import LayerModel

/// The content of `graph/<id>/checksum`: the digest of the compressed layer as transferred.
///
/// Source: docker 1.7.1 `image/image.go`, `SaveCheckSum`; 1.5.0 `graph/manifest.go`, `newManifest`.
struct GraphChecksum {
  var text: String?
  var state: String?
  /// The blob's digest, when the file is well formed and not of the old kind.
  var digest: Digest?

  init(_ file: MetadataFile) {
    switch file.problem {
    case .missing, .unreadable, .changedWhileReading, .notEntered, .hidden, .reported: return
    case .wrongKind, .tooLarge, .tooMany, .malformed: state = "malformed"
    case nil:
      text = EscapedText.utf8(file.bytes.prefix(128))
      digest = Digest(prefixed: file.bytes)
      state = digest != nil ? "ok" : Self.isTarSum(file.bytes) ? "legacy-tarsum" : "malformed"
    }
  }

  /// `tarsum.v1+sha256:<hex>`, or `tarsum+sha256:` of the first version.
  private static func isTarSum(_ bytes: [UInt8]) -> Bool {
    guard bytes.starts(with: "tarsum".utf8), let plus = bytes.firstIndex(of: UInt8(ascii: "+"))
    else { return false }
    let version = bytes[6..<plus]
    let isKnown = version.isEmpty || version.elementsEqual(".v1".utf8)
    return isKnown && Digest(prefixed: bytes[(plus + 1)...]) != nil
  }
}
