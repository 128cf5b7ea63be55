import BundledStores
import Foundation
import Testing

/// Rights that are given up are gone for good, so another program tries.
struct SelfRestrictionTests {
  @Test func `nothing is written elsewhere, started or called, on any thread`() throws {
    let folder = try Folder()
    for name in ["out", "memory", "devices"] { try Command.run("mkdir", folder.path(name)) }
    try folder.write("forbidden", "kept")
    let device = folder.path("devices/fifo")
    try Command.run("mkfifo", device)
    // A FIFO that somebody reads, lest opening it waits.
    let reader = try #require(FileHandle(forUpdatingAtPath: device))
    let run = try Command([
      Self.probe, folder.path("out/file"), folder.path("memory/made"), device,
      folder.path("forbidden"),
    ])
    try reader.close()
    #expect(run.status == 0)
    try Self.expect(run.output.split(separator: "\n").map(String.init))
    guard !run.output.contains("Landlock") else { return }
    #expect(try folder.read("forbidden") == "kept")
    #expect(try folder.names == ["devices", "forbidden", "memory", "out"])
  }

  private static let probe = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appending(path: "restriction-probe").path

  private static let allowed = [
    "read", "write", "put in place", "write to the device", "make a directory", "write in it",
    "remove from it",
  ]
  private static let refusedByLandlock = [
    "write elsewhere", "write beside the device", "truncate elsewhere", "make elsewhere",
    "remove elsewhere", "make a link",
  ]
  private static let refusedBySeccomp = [
    "make a device", "socket", "local socket", "execute", "mount", "enter a namespace", "trace",
    "read another's memory",
  ]

  /// A kernel without one of the two says so, and the other holds.
  private static func expect(_ lines: [String]) throws {
    var expected = allowed.map { "\($0) 0" }
    if !lines.contains(where: { $0.contains("Landlock") }) {
      expected += refusedByLandlock.map { "\($0) \(EACCES)" }
    }
    if !lines.contains(where: { $0.contains("seccomp") }) {
      expected += refusedBySeccomp.map { "\($0) \(EPERM)" }
    }
    for line in expected {
      #expect(lines.filter { $0 == line }.count == 2, "\(line): \(lines)")
    }
  }
}
