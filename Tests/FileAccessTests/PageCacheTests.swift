import FileAccess
import Foundation
import Glibc
import LayerModel
import Testing

private let size = 4 << 20

/// A file system in memory has no other place for its pages.
private let isOnDisk = {
  do { return try ColdFile().pages == 0 } catch { return false }
}()

/// A file of which no page is in memory, in a folder that goes with it.
private final class ColdFile {
  let folder = URL(fileURLWithPath: "/var/tmp/layeraudit-" + UUID().uuidString)
  private var path: String { folder.appending(path: "file").path }

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    try Data(repeating: 7, count: size).write(to: folder.appending(path: "file"))
    with { file in
      fsync(file)
      posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED)
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Reads it as the program does, to its end.
  func audit() throws {
    let file = try Directory.openRoot(BytePath(folder.path)).file("file")
    var given: Int64 = 0
    var total: Int64 = 0
    while true {
      let piece = try file.next(upTo: 1 << 16)
      guard !piece.isEmpty else { return }
      total += Int64(piece.count)
      given = file.giveBack(upTo: total, from: given)
    }
  }

  func touch(_ range: Range<Int>) {
    with { file in
      // No more than was asked for.
      posix_fadvise(file, 0, 0, POSIX_FADV_RANDOM)
      var bytes = [UInt8](repeating: 0, count: range.count)
      #expect(pread(file, &bytes, range.count, off_t(range.lowerBound)) == range.count)
    }
  }

  /// How many pages are in memory.
  var pages: Int {
    var count = 0
    with { file in
      let window = mmap(nil, size, PROT_READ, MAP_SHARED, file, 0)
      defer { munmap(window, size) }
      var found = [UInt8](repeating: 0, count: size / 4_096)
      #expect(mincore(window, size, &found) == 0)
      count = found.count { $0 & 1 == 1 }
    }
    return count
  }

  private func with(_ body: (Int32) -> Void) {
    let file = Glibc.open(path, O_RDONLY)
    defer { close(file) }
    body(file)
  }
}

/// What a file's pages are before and after it was read, on a file system that has them on a disk.
@Suite(.enabled(if: isOnDisk, "needs /var/tmp on a disk")) struct PageCacheTests {
  @Test func `pages that reading brought in are given back`() throws {
    let file = try ColdFile()
    try #require(file.pages == 0)
    try file.audit()
    #expect(file.pages == 0)
  }

  @Test func `pages that were there stay`() throws {
    let file = try ColdFile()
    file.touch(0..<size)
    try #require(file.pages == size / 4_096)
    try file.audit()
    #expect(file.pages == size / 4_096)
  }

  @Test func `of a file that was partly there that part stays`() throws {
    let file = try ColdFile()
    file.touch((1 << 20)..<(2 << 20))
    try #require(file.pages == (1 << 20) / 4_096)
    try file.audit()
    // Where the one ends and the other begins, pages are kept in doubt.
    #expect(((1 << 20) / 4_096...(1 << 20) / 4_096 + 64).contains(file.pages))
  }
}
