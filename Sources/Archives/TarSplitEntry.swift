package import LayerModel

/// One line of tar-split's `tar-data.json`.
package enum TarSplitEntry: Hashable, Sendable {
  /// Bytes of the tar that are no file's content: headers, padding, the end.
  case segment([UInt8])
  case file(TarSplitFile)
}

/// Where a file's content belongs in the tar.
package struct TarSplitFile: Hashable, Sendable {
  /// As in the tar header: `bin/` for directories.
  package let name: BytePath
  /// Whether bytes of the name became U+FFFD, as in Docker 1.8: the header has the true name.
  package let isLossy: Bool
  package let size: ByteCount
  /// CRC-64 (ISO) of the content; `nil` when none was recorded.
  package let crc64: UInt64?

  package init(name: BytePath, isLossy: Bool, size: ByteCount, crc64: UInt64?) {
    self.name = name
    self.isLossy = isLossy
    self.size = size
    self.crc64 = crc64
  }
}

/// A line of `tar-data.json` that is not what tar-split writes.
package struct TarSplitError: Error, Hashable, Sendable {
  /// Counted from 0, as `position` does.
  package let entry: Int
  /// What should have stood there.
  package let expected: String
}
