import FileAccess
import Foundation
import LayerModel
import Testing

/// A file whose bytes count up from 0, in a folder of its own that goes with it.
private final class CountingFile {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  init(size: Int) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
    try Data(bytes).write(to: folder.appending(path: "file"))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func open() throws -> RegularFile {
    try Directory.openRoot(BytePath(folder.path)).file("file")
  }

  func read(at offset: Int, count: Int) throws -> [UInt8] {
    try open().read(at: offset, count: count)
  }
}

struct RegularFileTests {
  @Test func `bytes are read wherever they are asked for`() throws {
    let file = try CountingFile(size: 1_000_000)
    #expect(try file.read(at: 0, count: 3) == [0, 1, 2])
    #expect(try file.read(at: 256_255, count: 2) == [255, 0])
    #expect(try file.read(at: 5, count: 0) == [])
    #expect(try file.read(at: 0, count: 1_000_000).count == 1_000_000)
  }

  @Test func `fewer bytes come only where the file ends`() throws {
    let file = try CountingFile(size: 10)
    #expect(try file.read(at: 8, count: 5) == [8, 9])
    #expect(try file.read(at: 10, count: 5) == [])
    #expect(try file.read(at: 1 << 40, count: 5) == [])
  }

  @Test func `reading in between does not move what is read in turn`() throws {
    let place = try CountingFile(size: 10)
    let file = try place.open()
    var buffer = [UInt8](repeating: 0, count: 4)
    let first = try file.read(into: &buffer)
    let between = try file.read(at: 7, count: 2)
    let second = try file.read(into: &buffer)
    #expect(first == 4)
    #expect(second == 4)
    #expect(between == [7, 8])
    #expect(buffer == [4, 5, 6, 7])
  }

  @Test func `an offset that no file has is an error`() throws {
    let file = try CountingFile(size: 10)
    #expect(throws: ReadProblem.unreadable("file", errno: 22)) {
      try file.read(at: -1, count: 1)
    }
  }
}
