import Foundation

/// One thing that is done to one file of a store, as seven bytes of input tell it.
struct StoreEdit {
  /// What stands in place of a number, an id or a name.
  private static let words = [
    "0", "-1", "9223372036854775807", "-9223372036854775808", "18446744073709551615", "1e400",
    "null",
    "{}", "[]", "\"\"", "/", "..", "../../../../etc", "\u{0}", "sha256:", "\"a\":{\"a\":", "\n",
    String(repeating: "[", count: 2_000), String(repeating: "a/", count: 3_000),
  ]

  private let file: Int
  private let kind: UInt8
  private let offset: Int
  private let value: UInt8
  private let length: Int

  init(_ bytes: ArraySlice<UInt8>) {
    let bytes = Array(bytes)
    file = Int(bytes[0]) << 8 | Int(bytes[1])
    kind = bytes[2]
    offset = Int(bytes[3]) << 8 | Int(bytes[4])
    value = bytes[5]
    length = Int(bytes[6])
  }

  /// Gives the number of the file that it changed; `nil` for none.
  func apply(to store: PristineStore) throws -> Int? {
    guard !store.files.isEmpty else { return nil }
    let number = file % store.files.count
    var bytes = store.files[number].bytes
    let place = bytes.isEmpty ? 0 : offset % (bytes.count + 1)
    let end = min(bytes.count, place + length)
    switch kind % 10 {
    case 0, 1: for index in place..<min(bytes.count, place + 1) { bytes[index] = value }
    case 2: bytes.removeSubrange(place...)
    case 3: bytes.removeSubrange(place..<end)
    case 4: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 5: bytes.replaceSubrange(place..<end, with: word.utf8)
    case 6: bytes = store.files[Int(value) % store.files.count].bytes
    case 7: bytes = Array(word.utf8)
    case 8: return replace(number, in: store)
    default: replaceToken(in: &bytes, from: place)
    }
    try store.write(bytes, to: number)
    return number
  }

  private var word: String { Self.words[Int(value) % Self.words.count] }

  /// Puts something else than a regular file in its place.
  private func replace(_ number: Int, in store: PristineStore) -> Int {
    let path = store.files[number].path
    store.remove(number)
    switch value % 5 {
    case 0: mkdir(path, 0o755)
    case 1: symlink("/etc/passwd", path)
    case 2: symlink(path, path)
    case 3: mkfifo(path, 0o600)
    default: break
    }
    return number
  }

  /// Puts a word in place of the next run of letters and digits.
  private func replaceToken(in bytes: inout [UInt8], from place: Int) {
    let isWord: (UInt8) -> Bool = { 48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || $0 == 45 }
    guard let start = bytes[place...].firstIndex(where: isWord) else { return }
    let end = bytes[start...].firstIndex { !isWord($0) } ?? bytes.endIndex
    bytes.replaceSubrange(start..<end, with: word.utf8)
  }
}
