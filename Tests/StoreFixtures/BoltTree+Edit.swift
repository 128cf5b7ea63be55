extension BoltTree {
  /// What is at the end of a path of keys; setting `nil` removes it.
  package subscript(_ path: [String]) -> BoltTree? {
    get {
      guard let first = path.first else { return self }
      return children[Array(first.utf8)]?[Array(path.dropFirst())]
    }
    set {
      guard let first = path.first, case .bucket(let sequence, var children) = self else { return }
      let key = Array(first.utf8)
      if path.count == 1 {
        children[key] = newValue
      } else {
        var child = children[key] ?? .bucket(sequence: 0, [:])
        child[Array(path.dropFirst())] = newValue
        children[key] = child
      }
      self = .bucket(sequence: sequence, children)
    }
  }

  package subscript(_ path: String...) -> BoltTree? {
    get { self[path] }
    set { self[path] = newValue }
  }

  package var value: [UInt8]? {
    guard case .value(let bytes) = self else { return nil }
    return bytes
  }

  package var text: String? { value.map { String(decoding: $0, as: UTF8.self) } }

  /// The keys as text, sorted.
  package var keys: [String] { children.keys.map { String(decoding: $0, as: UTF8.self) }.sorted() }

  /// A number as Go's `binary.PutVarint` writes it.
  package static func signed(_ number: Int64) -> BoltTree {
    .unsigned(UInt64(bitPattern: number << 1 ^ number >> 63))
  }

  /// A number as Go's `binary.PutUvarint` writes it.
  package static func unsigned(_ number: UInt64) -> BoltTree {
    var bytes: [UInt8] = []
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return .value(bytes + [UInt8(rest)])
  }

  package static var empty: BoltTree { .bucket(sequence: 0, [:]) }
}
