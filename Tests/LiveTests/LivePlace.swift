import BundledStores
import Foundation
import Glibc

/// A directory of a test's own, for a store and all that belongs to it.
///
/// What is mounted there is unmounted and all is removed with the last reference, however the test
/// ended.
final class LivePlace: Sendable {
  let folder: URL

  init(for driver: String) throws {
    // Podman refuses longer places for what it keeps of a running store.
    let name = "layeraudit-live-\(UUID().uuidString.prefix(8))"
    folder = try Surroundings.place(for: driver).appending(path: name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    do {
      let mounts = try String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)
      for line in mounts.split(separator: "\n").reversed() {
        let fields = line.split(separator: " ")
        guard fields.count > 1, fields[1].hasPrefix(folder.path) else { continue }
        umount2(String(fields[1]), Int32(MNT_DETACH))
      }
      try Command.run("rm", "-rf", folder.path)
    } catch {
      print("could not remove \(folder.path): \(error)")
    }
  }
}
