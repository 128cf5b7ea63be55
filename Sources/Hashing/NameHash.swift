/// Hashes of paths, made from the root down, so that a directory's hash serves all its entries.
///
/// Stand for names where a million names themselves would not fit. Keyed anew in each process: who
/// makes a store cannot choose names that collide. 64 bits of SipHash; two of a million names
/// collide with a chance of 3 in 100 million.
package enum NameHash {
  /// Of the directory that all paths start in.
  package static let root = child(of: 0, name: [])

  /// Of one entry of a directory; never 0.
  package static func child(of directory: UInt64, name: ArraySlice<UInt8>) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(directory)
    unsafe name.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    let hash = UInt64(truncatingIfNeeded: hasher.finalize())
    return hash == 0 ? 1 : hash
  }

  /// Of a path of clean components; the empty path is the root.
  package static func of(path: [UInt8]) -> UInt64 {
    path.split(separator: UInt8(ascii: "/")).reduce(root) { child(of: $0, name: $1) }
  }
}
