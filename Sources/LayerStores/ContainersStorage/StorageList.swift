internal import FileAccess
internal import GoJSON
internal import LayerModel

/// `layers.json`, `images.json`, `containers.json` and their volatile sisters: a list of records.
///
/// The engines read a file that is not there or has no bytes as an empty list, and refuse to open
/// the whole store for one wrong field. Here the other records are used all the same.
/// Source: containers/storage `layers.go`, `images.go`, `containers.go`, `load`.
struct StorageList {
  let path: BytePath
  /// `ok`, `missing`, `empty`, or what is wrong with the file.
  private(set) var state: String
  private(set) var records: [JSONValue] = []
  private(set) var problem: ReadProblem?
  private(set) var oddities: [Oddity] = []

  /// A thousand layers take half a megabyte.
  static let limit = ByteCount(32 << 20)
  /// Of fifty thousand layers.
  private static let valueLimit = 1_000_000

  init(_ path: BytePath, in root: borrowing Directory) {
    self.path = path
    let file = MetadataFile(path, in: root, limit: Self.limit)
    state = file.state
    if let problem = file.problem {
      if !file.isMissing { self.problem = problem }
      return
    }
    if let mode = file.status?.mode, mode & 0o600 != 0o600 || mode & 0o022 != 0 {
      oddities.append(
        Oddity("mode-drift", path: path, expected: "600", actual: String(mode, radix: 8)))
    }
    guard !file.bytes.isEmpty else {
      state = "empty"
      return
    }
    do throws(ReadProblem) { try parse(file.bytes) } catch { fail(error) }
  }

  private mutating func parse(_ bytes: [UInt8]) throws(ReadProblem) {
    let document = try JSONDocument(
      parsing: bytes, at: path, maximumValues: Self.valueLimit)
    for oddity in DocumentOddities.of(document) where oddity.kind != "trailing-bytes" {
      oddities.append(Oddity(oddity.kind, path: path, actual: oddity.actual))
    }
    switch document.value {
    case .null: break
    case .array(let elements): records = elements
    default: throw .malformed(path, offset: 0, expected: "a JSON array")
    }
    guard document.trailingBytes == 0 else {
      throw .malformed(path, offset: bytes.count - document.trailingBytes, expected: "the end")
    }
  }

  private mutating func fail(_ error: ReadProblem) {
    state = error.cause
    problem = error
  }

  /// Reads each record by `body`; one that the engines would refuse makes the list malformed.
  mutating func read(_ body: (JSONValue) throws(JSONTypeError) -> Void) {
    for (position, record) in records.enumerated() {
      do throws(JSONTypeError) {
        guard case .object = record else {
          throw JSONTypeError(key: "record", expected: "an object")
        }
        try body(record)
      } catch {
        let expected = "\(error.key) of record \(position + 1) to be \(error.expected)"
        if problem == nil { fail(.malformed(path, offset: 0, expected: expected)) }
      }
    }
  }
}

extension JSONValue {
  /// A moment; `nil` for none and for Go's zero value, which says that it is not known.
  func time(_ name: String) throws(JSONTypeError) -> Timestamp? {
    guard let text = try string(name), text != "0001-01-01T00:00:00Z" else { return nil }
    guard let time = Timestamp(rfc3339: text) else {
      throw JSONTypeError(key: name, expected: "a time of RFC 3339")
    }
    return time
  }

  /// A list of numbers below 2^32, sorted.
  func numbers(_ name: String) throws(JSONTypeError) -> [UInt32]? {
    let expected = JSONTypeError(key: name, expected: "an array of uint32")
    switch member(name) {
    case nil, .null: return nil
    case .array(let elements):
      var numbers: [UInt32] = []
      for element in elements {
        guard case .number(let literal) = element, let number = UInt32(literal) else {
          throw expected
        }
        numbers.append(number)
      }
      return numbers.sorted()
    default: throw expected
    }
  }

  /// `uidmap` or `gidmap`.
  ///
  /// Source: containers/storage `pkg/idtools/idtools.go`, `IDMap`.
  func ownerRanges(_ name: String) throws(JSONTypeError) -> [OwnerRange] {
    let expected = JSONTypeError(key: name, expected: "an array of id ranges")
    switch member(name) {
    case nil, .null: return []
    case .array(let elements):
      var ranges: [OwnerRange] = []
      for element in elements {
        guard let first = try element.int64("container_id"),
          let onDisk = try element.int64("host_id"), let size = try element.int64("size"),
          let first = UInt32(exactly: first), let onDisk = UInt32(exactly: onDisk),
          let count = UInt32(exactly: size)
        else { throw expected }
        ranges.append(OwnerRange(first: first, onDisk: onDisk, count: count))
      }
      return ranges
    default: throw expected
    }
  }
}
