internal import Glibc
package import LayerModel

/// Directories that are made for reports, below one that a person named.
package enum OutputFolder {
  /// Makes each directory in the one before it, the first in `folder`; those that are there stay.
  ///
  /// - Returns: the path of the last one.
  package static func make(
    _ names: some Sequence<String>, in folder: BytePath
  ) throws(SystemError) -> BytePath {
    var path = folder
    for name in names {
      path = path.appending(name)
      try unsafe path.withCString { (text) throws(SystemError) in
        guard unsafe mkdir(text, 0o755) == 0 || errno == EEXIST else {
          throw SystemError(errno: errno)
        }
      }
    }
    return path
  }
}
