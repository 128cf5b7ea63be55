import FileAccess
import Foundation
import LayerModel
import Testing

struct StopFlagTests {
  @Test func `nothing is read below a directory once its flag is set`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(
      at: folder.appending(path: "a"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("x".utf8).write(to: folder.appending(path: "a/file"))
    let stop = StopFlag()
    let root = try Directory.openRoot(BytePath(folder.path), stop: stop)
    let below = try root.directory("a")
    let file = try below.file("file")
    #expect(try below.names() == ["file"])
    stop.set()
    #expect(throws: ReadProblem.stopped("a")) { _ = try root.directory("a") }
    #expect(throws: ReadProblem.stopped("a/file")) { try root.read("a/file", limit: 10) }
    #expect(throws: ReadProblem.stopped("a/file")) { try root.statusIfPresent("a/file") }
    #expect(throws: ReadProblem.stopped("a")) { try below.names() }
    #expect(throws: ReadProblem.stopped("a/file")) { try file.read(at: 0, count: 1) }
  }
}
