internal import CLinux
internal import Glibc
package import LayerModel

/// One extended attribute of a file, byte for byte.
package struct ExtendedAttribute: Hashable, Sendable {
  package let name: BytePath
  package let value: [UInt8]
}

extension Directory {
  /// The extended attributes of one entry, sorted by name; a link's own, not its target's.
  ///
  /// Empty where the file system has none.
  package func attributes(_ name: BytePath) throws(SystemError) -> [ExtendedAttribute] {
    try unsafe name.withCString { (text) throws(SystemError) in
      try unsafe readAttributes(of: text, in: descriptor.number)
    }
  }

  /// The same; `nil` when there is no such entry.
  package func attributesIfPresent(
    _ name: BytePath
  ) throws(ReadProblem) -> [ExtendedAttribute]? {
    do throws(SystemError) {
      return try attributes(name)
    } catch {
      if error.isAbsence { return nil }
      throw error.problem(at: path.appending(name))
    }
  }

  /// The extended attributes of what is at `relative`, which may be below other directories.
  package func attributesOfEntry(_ relative: BytePath) throws(SystemError) -> [ExtendedAttribute] {
    try unsafe withParent(of: relative) { (directory, name) throws(SystemError) in
      try unsafe readAttributes(of: name, in: directory)
    }
  }

  /// The extended attributes of the directory itself.
  package func attributes() throws(SystemError) -> [ExtendedAttribute] {
    try unsafe readAttributes(of: "", in: descriptor.number)
  }
}

extension RegularFile {
  package func attributes() throws(SystemError) -> [ExtendedAttribute] {
    try unsafe readAttributes(of: "", in: descriptor.number)
  }
}

/// The kernel's own limits on the list and on one value, so that one try always suffices.
private let attributeLimit = 65_536

func readAttributes(
  of name: UnsafePointer<CChar>, in directory: Int32
) throws(SystemError) -> [ExtendedAttribute] {
  let probe = unsafe clinux_list_attributes(directory, name, nil, 0)
  if probe == 0 || probe == -Int(EOPNOTSUPP) { return [] }
  let names = try unsafe filled(attributeLimit) {
    unsafe clinux_list_attributes(directory, name, $0.baseAddress, $0.count)
  }
  var attributes: [ExtendedAttribute] = []
  for attribute in names.split(separator: 0) {
    let key = BytePath(attribute)
    do {
      let value = try unsafe key.withCString { (keyText) throws(SystemError) in
        try unsafe filled(attributeLimit) {
          unsafe clinux_get_attribute(directory, name, keyText, $0.baseAddress, $0.count)
        }
      }
      attributes.append(ExtendedAttribute(name: key, value: value))
    } catch {
      // Removed since it was listed.
      guard error.errno == ENODATA else { throw error }
    }
  }
  return attributes.sorted { $0.name < $1.name }
}

private func filled(
  _ size: Int, _ call: (UnsafeMutableRawBufferPointer) -> Int
) throws(SystemError) -> [UInt8] {
  var buffer = [UInt8](repeating: 0, count: size)
  let length = unsafe buffer.withUnsafeMutableBytes { unsafe call($0) }
  guard length >= 0 else { throw SystemError(errno: Int32(-length)) }
  return Array(buffer[..<length])
}
