/// Writes databases page by page, sound or not.
package struct BoltWriter {
  /// One element of a leaf page.
  package struct Item {
    package var key: [UInt8]
    package var flags: UInt32 = 0
    package var value: [UInt8] = []

    package init(key: [UInt8], flags: UInt32 = 0, value: [UInt8] = []) {
      self.key = key
      self.flags = flags
      self.value = value
    }

    package static func value(_ key: String, _ value: String = "") -> Item {
      Item(key: Array(key.utf8), value: Array(value.utf8))
    }

    package static func bucket(_ key: String, root: UInt64, sequence: UInt64 = 0) -> Item {
      Item(key: Array(key.utf8), flags: 1, value: bytes(root) + bytes(sequence))
    }

    package static func inline(_ key: String, _ items: [Item], sequence: UInt64 = 0) -> Item {
      let page = BoltWriter.page(id: 0, flags: 2, items.map(\.leafElement), size: nil)
      return Item(
        key: Array(key.utf8), flags: 1, value: bytes(UInt64(0)) + bytes(sequence) + page)
    }

    fileprivate var leafElement: Element {
      Element(content: key + value) { position in
        bytes(flags) + bytes(position) + bytes(UInt32(key.count)) + bytes(UInt32(value.count))
      }
    }
  }

  /// What the page header is followed by: fields of 16 bytes, and content that they point to.
  fileprivate struct Element {
    let content: [UInt8]
    let fields: (_ position: UInt32) -> [UInt8]
  }

  package let pageSize: Int
  package var transaction: UInt64 = 6
  /// Pages 2 and 3 are where bbolt puts the list of free pages and an empty leaf at first.
  package private(set) var pageCount: UInt64 = 4
  private var pages: [UInt64: [UInt8]] = [:]

  package init(pageSize: Int = 512) { self.pageSize = pageSize }

  /// Adds a page of keys and returns its number.
  package mutating func leaf(_ items: [Item]) -> UInt64 {
    add { Self.page(id: $0, flags: 2, items.map(\.leafElement), size: $1) }
  }

  /// Adds a page that points to others.
  package mutating func branch(_ children: [(key: [UInt8], page: UInt64)]) -> UInt64 {
    let elements = children.map { child in
      Element(content: child.key) { position in
        bytes(position) + bytes(UInt32(child.key.count)) + bytes(child.page)
      }
    }
    return add { Self.page(id: $0, flags: 1, elements, size: $1) }
  }

  package mutating func branch(_ children: [(String, UInt64)]) -> UInt64 {
    branch(children.map { (Array($0.0.utf8), $0.1) })
  }

  private mutating func add(_ make: (_ id: UInt64, _ size: Int) -> [UInt8]) -> UInt64 {
    let id = pageCount
    let page = make(id, pageSize)
    pages[id] = page
    pageCount += UInt64(page.count / pageSize)
    return id
  }

  /// The file, with the meta of the last transaction and of the one before.
  package func file(root: UInt64, sequence: UInt64 = 0) -> [UInt8] {
    var file = [UInt8](repeating: 0, count: Int(pageCount) * pageSize)
    for (id, page) in pages {
      let start = Int(id) * pageSize
      file.replaceSubrange(start..<(start + page.count), with: page)
    }
    // An empty list of free pages.
    let list = bytes(UInt64(2)) + bytes(UInt16(16)) + bytes(UInt16(0)) + bytes(UInt32(0))
    file.replaceSubrange((2 * pageSize)..<(2 * pageSize + list.count), with: list)
    for number in [transaction - 1, transaction] {
      let start = Int(number % 2) * pageSize
      let meta = meta(root: root, number: number, sequence: sequence)
      file.replaceSubrange(start..<(start + meta.count), with: meta)
    }
    return file
  }

  package func meta(
    root: UInt64, number: UInt64, pageCount: UInt64? = nil, sequence: UInt64 = 0
  ) -> [UInt8] {
    var meta = bytes(UInt32(0xED0C_DAED)) + bytes(UInt32(2)) + bytes(UInt32(pageSize))
    meta += bytes(UInt32(0)) + bytes(root) + bytes(sequence) + bytes(UInt64(2))
    meta += bytes(pageCount ?? self.pageCount) + bytes(number)
    let header = bytes(number % 2) + bytes(UInt16(4)) + bytes(UInt16(0)) + bytes(UInt32(0))
    return header + meta + bytes(Self.checksum(meta))
  }

  package static func checksum(_ bytes: some Collection<UInt8>) -> UInt64 {
    bytes.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
  }

  /// A page of `size` bytes, or as many times that as needed; exactly as long as needed for `nil`.
  private static func page(id: UInt64, flags: UInt16, _ elements: [Element], size: Int?) -> [UInt8]
  {
    var fields: [UInt8] = []
    var content: [UInt8] = []
    for (index, element) in elements.enumerated() {
      let position = 16 * (elements.count - index) + content.count
      fields += element.fields(UInt32(position))
      content += element.content
    }
    let used = 16 + fields.count + content.count
    let count = size.map { max(1, (used + $0 - 1) / $0) } ?? 1
    let padding = size.map { count * $0 - used } ?? 0
    let header =
      bytes(id) + bytes(flags) + bytes(UInt16(elements.count)) + bytes(UInt32(count - 1))
    return header + fields + content + [UInt8](repeating: 0, count: padding)
  }
}

/// A number as the file has it.
package func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
  (0..<(Number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
}
