internal import FileAccess
internal import LayerModel

/// The extended attributes that overlay and the host keep on files of a layer.
///
/// `trusted.overlay.` for the kernel's overlay, `user.overlay.` for it in a user namespace.
///
/// Source: Linux `Documentation/filesystems/overlayfs.rst`.
enum OverlayAttribute {
  private static let prefixes = ["trusted.overlay.", "user.overlay."]

  /// Whether the host wrote it, so that no tar has it.
  static func isOfHost(_ name: BytePath) -> Bool {
    CanonicalEntry.isHostAttribute(name) || name.hasPrefix(ofProgram)
      || name == OverriddenStatus.attribute
  }

  /// Whether a directory hides what lower layers have in it.
  static func isOpaque(_ attributes: [ExtendedAttribute]) -> Bool {
    attributes.contains { isOverlay("opaque", $0.name) && $0.value == [UInt8(ascii: "y")] }
  }

  /// The same where fuse-overlayfs mounts the layers, which has an attribute of its own, too.
  ///
  /// Source: fuse-overlayfs `main.c`, `OPAQUE_XATTR`.
  static func isOpaqueToProgram(_ attributes: [ExtendedAttribute]) -> Bool {
    isOpaque(attributes)
      || attributes.contains {
        $0.name.bytes.elementsEqual((ofProgram + "opaque").utf8) && $0.value == [UInt8(ascii: "y")]
      }
  }

  private static let ofProgram = "user.fuseoverlayfs."

  /// The attribute that says that content or entries are in another layer.
  static func elsewhere(in attributes: [ExtendedAttribute]) -> BytePath? {
    attributes.first { isOverlay("metacopy", $0.name) || isOverlay("redirect", $0.name) }?.name
  }

  /// Whether a directory is not simply what it holds.
  static func changes(_ attributes: [ExtendedAttribute]) -> Bool {
    !attributes.isEmpty && (isOpaque(attributes) || elsewhere(in: attributes) != nil)
  }

  private static func isOverlay(_ suffix: String, _ name: BytePath) -> Bool {
    prefixes.contains {
      name.hasPrefix($0) && name.bytes.count == $0.utf8.count + suffix.utf8.count
    }
      && name.hasSuffix(suffix)
  }
}
