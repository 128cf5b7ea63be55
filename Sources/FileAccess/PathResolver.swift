internal import Glibc
package import LayerModel

/// Where a path that a person named really is.
package enum PathResolver {
  /// Absolute and without links; `nil` when nothing is there.
  package static func resolved(_ path: BytePath) -> BytePath? {
    do {
      return try unsafe path.withCString { (text) throws(SystemError) in
        guard let resolved = unsafe realpath(text, nil) else { throw SystemError(errno: errno) }
        defer { unsafe free(resolved) }
        return BytePath(unsafe String(cString: resolved))
      }
    } catch {
      return nil
    }
  }

  /// The path, or the nearest directory above it that is there, absolute and without links.
  package static func nearest(_ path: BytePath) -> BytePath? {
    var place = path
    while !place.isEmpty {
      if let resolved = resolved(place) { return resolved }
      place = place.parent
    }
    return resolved(".")
  }
}
