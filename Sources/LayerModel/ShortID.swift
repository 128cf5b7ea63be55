/// What people call a layer, an image or a container: as much of its id as Docker prints.
///
/// Of an id that begins with a namespace, the part after the last `/`.
package enum ShortID {
  /// Source: docker 1.7.1 `pkg/stringid/stringid.go`, `shortLen`.
  private static let length = 12
  /// Ends the id of the layer that lies below a container's own; without it the two look alike.
  ///
  /// Source: docker 1.7.1 `daemon/create.go`, `createRootfs`.
  private static let ending = "-init"

  /// Stands before the digits of a digest in the ids of formats that write one out.
  private static let digest = "sha256:"

  /// As much of a name that a person gave is shown.
  private static let longestName = 32

  /// The first 12 bytes, and `-init` where the id ends so; of a digest its first 12 digits.
  package static func of(_ id: [UInt8]) -> [UInt8] {
    cut(id, Array(ending.utf8), Array(digest.utf8), UInt8(ascii: "/"))
  }

  /// The first 12 characters, and `-init` where the id ends so; of a digest its first 12 digits.
  package static func of(_ id: String) -> String { cut(id, ending, digest, "/") }

  private static func cut<ID: RangeReplaceableCollection & BidirectionalCollection>(
    _ id: ID, _ ending: ID, _ digest: ID, _ separator: ID.Element
  ) -> ID where ID.Element: Equatable {
    let digits = id.suffix(64)
    if digits.startIndex != id.startIndex,
      id[..<digits.startIndex].suffix(digest.count).elementsEqual(digest)
    {
      return ID(digits.prefix(length))
    }
    if let slash = id.lastIndex(of: separator), slash != id.indices.last {
      let name = id[id.index(after: slash)...]
      let isDigits = name.count >= digits.count
      return ID(name.prefix(isDigits ? length : longestName))
    }
    guard id.suffix(ending.count).elementsEqual(ending) else { return ID(id.prefix(length)) }
    return ID(id.dropLast(ending.count).prefix(length)) + ending
  }
}
