/// The elements of one branch or leaf page, one after the other, each checked before it is given out.
///
/// Source: bbolt `page.go` (`page`, `branchPageElement`, `leafPageElement`), `node.go` (`write`).
struct BoltPage<Failure: Error> {
  enum Kind { case branch, leaf }

  /// Between which keys all keys of a page lie; `nil` where there is no bound.
  struct KeyRange {
    /// Itself allowed.
    var lower: [UInt8]?
    /// Not itself allowed.
    var upper: [UInt8]?
  }

  /// A subtree of a branch page.
  struct Child {
    let page: UInt64
    let keys: KeyRange
  }

  /// One element before it is known what it stands for.
  private struct Element {
    let position: Int
    let key: [UInt8]
    /// The child of a branch; the flags and the size of the value of a leaf.
    let fields: ArraySlice<UInt8>
    let valuePosition: Int
  }

  let kind: Kind
  /// Pages that it takes, with its overflow.
  let pageCount: UInt64

  private let isInline: Bool
  private let count: Int
  private let keys: KeyRange
  private let pages: Range<UInt64>
  private var region: BoltRegion<Failure>
  private var next = 0
  /// Where the content of the element before ends.
  private var contentEnd: Int
  private var previousKey: [UInt8]?
  /// The branch element after the one given out last, whose key bounds that one's subtree.
  private var following: Element?

  /// Reads the header.
  ///
  /// `region` is of one page, and grows here by the overflow; `pages` are those that can be overflow
  /// or be pointed to.
  init(
    _ region: BoltRegion<Failure>, isInline: Bool, keys: KeyRange, pages: Range<UInt64>
  ) throws(BoltError<Failure>) {
    var region = region
    let header = try region.bytes(at: 0, count: BoltFormat.pageHeaderSize, isTable: true)
    let id = isInline ? 0 : region.start.page
    guard header.uint64(at: 0) == id else {
      throw .damaged(region.damage(at: 0, "page number \(id)"))
    }
    switch header.uint16(at: 8) {
    case BoltFormat.branchFlag where !isInline: kind = .branch
    case BoltFormat.leafFlag: kind = .leaf
    default: throw .damaged(region.damage(at: 8, "a page of keys"))
    }
    let overflow = header.uint32(at: 12)
    let available = isInline ? 0 : pages.upperBound - region.start.page - 1
    guard overflow <= available else {
      throw .damaged(region.damage(at: 12, "at most \(available) pages of overflow"))
    }
    pageCount = UInt64(overflow) + 1
    region.length *= Int(overflow) + 1
    count = Int(header.uint16(at: 10))
    contentEnd = BoltFormat.pageHeaderSize + count * BoltFormat.elementSize
    guard contentEnd <= region.length, kind == .leaf || count > 0 else {
      throw .damaged(region.damage(at: 10, "a number of keys that fits the page"))
    }
    self.isInline = isInline
    self.pages = pages
    self.keys = keys
    self.region = region
  }

  /// The next key of a leaf; `nil` at its end.
  mutating func nextEntry() throws(BoltError<Failure>) -> BoltEntry? {
    guard let element = try nextElement() else { return nil }
    let size = Int(element.fields.uint32(at: 12))
    switch element.fields.uint32(at: 0) {
    case 0:
      let value = BoltValue(place: region.place(at: element.valuePosition), count: size)
      return entry(element, .value(value))
    case BoltFormat.bucketFlag where !isInline:
      return entry(element, .bucket(try bucket(element, size: size)))
    default:
      let expected = isInline ? "a value, as inline buckets hold no buckets" : "a value or a bucket"
      throw .damaged(region.damage(at: element.position, expected))
    }
  }

  /// The next subtree of a branch; `nil` at its end.
  mutating func nextChild() throws(BoltError<Failure>) -> Child? {
    let first = next == 0 ? try nextElement() : following
    guard let element = first else { return nil }
    let page = element.fields.uint64(at: 8)
    guard pages.contains(page) else {
      throw .damaged(region.damage(at: element.position + 8, pages.expectation))
    }
    following = try nextElement()
    return Child(
      page: page,
      keys: KeyRange(lower: element.key, upper: following?.key ?? keys.upper))
  }

  private func entry(_ element: Element, _ content: BoltEntry.Content) -> BoltEntry {
    BoltEntry(key: element.key, content: content, place: region.place(at: element.position))
  }

  private mutating func bucket(
    _ element: Element, size: Int
  ) throws(BoltError<Failure>) -> BoltBucket {
    let header = BoltFormat.bucketHeaderSize
    guard size >= header else {
      throw .damaged(region.damage(at: element.position + 12, "the size of a bucket"))
    }
    let bytes = try region.bytes(at: element.valuePosition, count: header)
    let sequence = bytes.uint64(at: 8)
    let root = bytes.uint64(at: 0)
    guard root == 0 else {
      guard pages.contains(root) else {
        throw .damaged(region.damage(at: element.valuePosition, pages.expectation))
      }
      return BoltBucket(root: .page(root), sequence: sequence)
    }
    return BoltBucket(
      root: .inline(region.place(at: element.valuePosition + header), length: size - header),
      sequence: sequence)
  }

  private mutating func nextElement() throws(BoltError<Failure>) -> Element? {
    guard next < count else { return nil }
    let position = BoltFormat.pageHeaderSize + next * BoltFormat.elementSize
    next += 1
    let fields = try region.bytes(at: position, count: BoltFormat.elementSize, isTable: true)
    let isLeaf = kind == .leaf
    let start = position + Int(fields.uint32(at: isLeaf ? 4 : 0))
    let size = Int(fields.uint32(at: isLeaf ? 8 : 4))
    guard size > 0, size <= BoltFormat.longestKey else {
      throw .damaged(
        region.damage(at: position, "a key of 1 to \(BoltFormat.longestKey) bytes"))
    }
    guard start == contentEnd else {
      throw .damaged(region.damage(at: position, "a key right after what is before it"))
    }
    contentEnd = start + size + (isLeaf ? Int(fields.uint32(at: 12)) : 0)
    guard contentEnd <= region.length else {
      throw .damaged(region.damage(at: position, "a key and a value within the page"))
    }
    let key = Array(try region.bytes(at: start, count: size))
    try checkOrder(of: key, at: position)
    previousKey = key
    return Element(position: position, key: key, fields: fields, valuePosition: start + size)
  }

  /// Source: bbolt `tx_check.go`, `recursivelyCheckPages`.
  private func checkOrder(of key: [UInt8], at position: Int) throws(BoltError<Failure>) {
    if let previousKey, !previousKey.lexicographicallyPrecedes(key) {
      throw .damaged(region.damage(at: position, "a key above the one before it"))
    }
    if let lower = keys.lower, key.lexicographicallyPrecedes(lower) {
      throw .damaged(region.damage(at: position, "a key not below that of the branch"))
    }
    if let upper = keys.upper, !key.lexicographicallyPrecedes(upper) {
      throw .damaged(region.damage(at: position, "a key below that of the next branch"))
    }
  }
}
