/// The name that a store gives to one kind of thing, byte for byte as found.
///
/// Often 64 hexadecimal digits, but a directory of a damaged store can be called anything, so
/// nothing is assumed; ask ``isHex64``.
package struct Identifier<Kind>: Hashable, Comparable, Sendable {
  package let name: BytePath

  package init(_ name: BytePath) { self.name = name }
  package init(_ text: String) { name = BytePath(text) }

  /// Whether this is what Docker accepts as an id: `^[a-f0-9]{64}$`.
  ///
  /// Source: docker 1.7.1 `image/image.go`, `ValidateID`.
  package var isHex64: Bool { Digest(hex: name.bytes) != nil }

  /// See ``ShortID``.
  package var short: String { EscapedText.terminal(ShortID.of(name.bytes)) }

  package static func < (left: Self, right: Self) -> Bool { left.name < right.name }
}

extension Identifier: CustomStringConvertible {
  package var description: String { name.description }
}

package enum LayerKind {}
package enum ImageKind {}
package enum ContainerKind {}

package typealias LayerID = Identifier<LayerKind>
package typealias ImageID = Identifier<ImageKind>
package typealias ContainerID = Identifier<ContainerKind>
