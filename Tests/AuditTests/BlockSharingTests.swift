import Audit
import BundledStores
import Foundation
import Glibc
import LayerModel
import Scanner
import StoreFixtures
import Testing

/// A file system whose files can share blocks, in a file of its own; gone with its last reference.
private final class ReflinkDisk {
  private let folder: Folder
  let place: String

  init(of kind: String) throws {
    folder = try Folder()
    place = folder.path("disk")
    let image = folder.path("image")
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try Command.run("truncate", "-s", "400M", image)
    try Command.run("mkfs.\(kind)", "-q", image)
    try Command.run("mount", "-o", "loop", image, place)
  }

  deinit { umount2(place, Int32(MNT_DETACH)) }

  static func canMake(_ kind: String) -> Bool {
    do {
      _ = try ReflinkDisk(of: kind)
      return true
    } catch {
      return false
    }
  }
}

/// What files share on disk, on the file systems that let them.
struct BlockSharingTests {
  private static let kinds = ["btrfs", "xfs"].filter(ReflinkDisk.canMake)

  @Test(
    .enabled(if: !kinds.isEmpty, "mounts a btrfs or XFS: needs root, loop devices, btrfs-progs"),
    arguments: kinds)
  func `blocks that files share are counted once beside the sums`(kind: String) throws {
    let disk = try ReflinkDisk(of: kind)
    let fixture = try LayerDBFixture()
    let store = disk.place + "/store"
    try Command.run("cp", "-a", "--reflink=never", fixture.root, store)
    #expect(try sharing(store) == BlockSharing())
    let folder = store + "/volumes/v/_data"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let mebibyte = 1 << 20
    try Data((0..<mebibyte).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
      .write(to: URL(fileURLWithPath: folder + "/a"))
    for name in ["b", "c"] {
      try Command.run("cp", "--reflink=always", folder + "/a", "\(folder)/\(name)")
    }
    try Command.run("ln", folder + "/c", folder + "/d")
    try Command.run("sync", "-f", store)
    var expected = BlockSharing()
    (expected.files, expected.counted, expected.once) = (3, 3_145_728, 1_048_576)
    #expect(try sharing(store) == expected)
    #expect(expected.saved == 2_097_152)

    // What is shared with a file elsewhere takes its place on disk as well.
    try Command.run("cp", "--reflink=never", folder + "/a", folder + "/own")
    try Command.run("cp", "--reflink=always", folder + "/own", disk.place + "/elsewhere")
    try Command.run("sync", "-f", store)
    (expected.files, expected.counted, expected.once) = (4, 4_194_304, 2_097_152)
    #expect(try sharing(store) == expected)
  }

  @Test(.enabled(if: kinds.contains("btrfs"), "mounts a btrfs"))
  func `a walk that was ended says that there may be more`() throws {
    let disk = try ReflinkDisk(of: "btrfs")
    let fixture = try LayerDBFixture()
    try Command.run("cp", "-a", fixture.root, disk.place + "/store")
    let progress = ScanProgress()
    progress.stop()
    #expect(try sharing(disk.place + "/store", progress)?.unknown == "not all of it was walked")
  }

  private static let isPlain = ["tmpfs", "ext2/ext3", "overlayfs"].contains(
    try? Command(["stat", "-f", "-c", "%T", NSTemporaryDirectory()]).output
      .trimmingCharacters(in: .newlines))

  @Test(.enabled(if: isPlain, "the directory of tests is on another file system"))
  func `files of other file systems share nothing`() throws {
    let fixture = try LayerDBFixture()
    #expect(try sharing(fixture.root) == nil)
  }

  private func sharing(
    _ path: String, _ progress: ScanProgress = ScanProgress()
  ) throws -> BlockSharing? {
    let record = try #require(try Stores.read(at: StorePlaces([BytePath(path)])).first)
    return Ledger(
      of: record, Scanner(workers: 3).scan(record, level: .sizes, progress: progress)
    ).sharing
  }
}
