import LayerModel

/// The records of one PAX extended header.
///
/// Source: POSIX.1-2001 `pax`, "pax Extended Header"; Go `archive/tar/strconv.go`,
/// `parsePAXRecord`, and `reader.go`, `mergePAX`.
struct PAXRecords {
  private static let attributePrefix = Array("SCHILY.xattr.".utf8)

  /// The last value of each key.
  private var values: [[UInt8]: [UInt8]] = [:]

  init() {}

  /// Reads lines of `<length> <key>=<value>\n`, where the length counts the whole line.
  init(parsing bytes: [UInt8]) throws(TarError) {
    var rest = bytes[...]
    var sparse: (map: [UInt8], count: Int) = ([], 0)
    while !rest.isEmpty {
      guard let space = rest.firstIndex(of: UInt8(ascii: " ")),
        rest[..<space].allSatisfy({ 48...57 ~= $0 }),
        let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
        length > 0, length <= rest.count
      else { throw TarError(expected: "the length of a PAX record") }
      let record = rest.prefix(length)
      guard space < record.endIndex, record.last == UInt8(ascii: "\n"),
        let equals = record[space...].firstIndex(of: UInt8(ascii: "=")), equals > space + 1
      else { throw TarError(expected: "a PAX record") }
      let key = Array(record[(space + 1)..<equals])
      let value = Array(record[(equals + 1)...].dropLast())
      guard !key.contains(0), !(Self.textKeys.contains(key) && value.contains(0)) else {
        throw TarError(expected: "a PAX record without NUL")
      }
      rest = rest.dropFirst(length)
      guard let turn = Self.sparseKeys.firstIndex(of: key) else {
        if Self.isRead(key) { values[key] = value }
        continue
      }
      guard turn == sparse.count % 2, !value.contains(UInt8(ascii: ",")) else {
        throw TarError(expected: "an offset before each length of a sparse map")
      }
      sparse.map += (sparse.count == 0 ? [] : [UInt8(ascii: ",")]) + value
      sparse.count += 1
    }
    if sparse.count > 0 { values[Self.sparseMap] = sparse.map }
  }

  /// What format 0.0 of sparse files repeats for each piece, in this order; 0.1 has one list.
  private static let sparseKeys = ["GNU.sparse.offset", "GNU.sparse.numbytes"].map {
    Array($0.utf8)
  }
  private static let sparseMap = Array("GNU.sparse.map".utf8)

  /// Whether anybody here asks for the key: of the rest a header may have as many as it likes.
  private static func isRead(_ key: [UInt8]) -> Bool {
    key.starts(with: attributePrefix) || key.starts(with: "GNU.sparse.".utf8)
      || readKeys.contains(key)
  }

  private static let readKeys = Set(
    ["path", "linkpath", "size", "uid", "gid", "mtime"].map { Array($0.utf8) })
  private static let textKeys = Set(["path", "linkpath", "uname", "gname"].map { Array($0.utf8) })

  /// Replaces what the header said; an empty value leaves it.
  func apply(to header: inout TarHeader) throws(TarError) {
    guard !values.isEmpty else { return }
    if let path = try name("path") { header.name = path }
    if let link = try name("linkpath") { header.linkName = link }
    if let size = try number("size") { header.size = ByteCount(size) }
    guard header.size >= 0 else { throw TarError(expected: "a PAX size that is not negative") }
    if let owner = try number("uid") { header.owner = owner }
    if let group = try number("gid") { header.group = group }
    if let time = value("mtime") {
      guard let modified = Self.time(time) else { throw TarError(expected: "a PAX mtime") }
      header.modified = modified
    }
    header.attributes = attributes
    try applySparse(to: &header)
  }

  /// A file with a map of its holes.
  ///
  /// Format 1.0 keeps the map in the content, and tar-split keeps neither: what follows the header
  /// is the padding after content of the size in it.
  private func applySparse(to header: inout TarHeader) throws(TarError) {
    guard values.keys.contains(where: { $0.starts(with: "GNU.sparse.".utf8) }) else { return }
    header.isSparse = true
    if let name = try name("GNU.sparse.name") { header.name = name }
    if value("GNU.sparse.major") == [UInt8(ascii: "1")] {
      guard let size = try size("GNU.sparse.realsize") else { return }
      header.sparse = TarSparseMap(realSize: ByteCount(size), regions: nil)
    } else if let map = value("GNU.sparse.map"), let size = try size("GNU.sparse.size") {
      header.sparse = TarSparseMap(
        realSize: ByteCount(size), regions: try TarSparseMap.regions(map, of: size))
    }
  }

  private var attributes: [TarHeader.Attribute] {
    values.filter { $0.key.starts(with: Self.attributePrefix) && !$0.value.isEmpty }
      .map { key, value in
        TarHeader.Attribute(
          name: BytePath(key.dropFirst(Self.attributePrefix.count)), value: value)
      }
      .sorted { $0.name < $1.name }
  }

  private func value(_ key: String) -> [UInt8]? {
    guard let value = values[Array(key.utf8)], !value.isEmpty else { return nil }
    return value
  }

  private func name(_ key: String) throws(TarError) -> BytePath? {
    guard let name = value(key) else { return nil }
    guard name.count <= TarHeaderStream.largestName else {
      throw TarError(expected: "a name of at most \(TarHeaderStream.largestName) bytes")
    }
    return BytePath(name)
  }

  private func size(_ key: String) throws(TarError) -> Int64? {
    guard let size = try number(key) else { return nil }
    guard size >= 0 else { throw TarError(expected: "a \(key) that is not negative") }
    return size
  }

  private func number(_ key: String) throws(TarError) -> Int64? {
    guard let text = value(key) else { return nil }
    guard let number = TarNumber.decimal(text[...]) else {
      throw TarError(expected: "a number as PAX " + key)
    }
    return number
  }

  /// Decimal seconds with an optional fraction, of which nine digits count.
  private static func time(_ text: [UInt8]) -> Timestamp? {
    let whole = text.prefix { $0 != UInt8(ascii: ".") }
    guard let seconds = TarNumber.decimal(whole) else { return nil }
    let fraction = text[whole.endIndex...].dropFirst()
    guard fraction.allSatisfy({ 48...57 ~= $0 }) else { return nil }
    var nanoseconds: Int32 = 0
    for index in 0..<9 {
      let digit = index < fraction.count ? Int32(fraction[fraction.startIndex + index]) - 48 : 0
      nanoseconds = nanoseconds * 10 + digit
    }
    guard text.first == UInt8(ascii: "-"), nanoseconds > 0 else {
      return Timestamp(seconds: seconds, nanoseconds: nanoseconds)
    }
    let (earlier, overflow) = seconds.subtractingReportingOverflow(1)
    return overflow ? nil : Timestamp(seconds: earlier, nanoseconds: 1_000_000_000 - nanoseconds)
  }
}
