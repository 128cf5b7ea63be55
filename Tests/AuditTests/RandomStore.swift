import Foundation
import Glibc
import StoreFixtures
import TarFixtures

/// A sound store in which a seed has strewn files, directories, sparse files and hard links: in
/// layers, across layers, and where no layer is.
final class RandomStore {
  private let fixture: LayerDBFixture
  private var random: SeededRandom
  private var folders: [String]
  private var files: [String] = []

  var root: String { fixture.root }

  init(seed: UInt64) throws {
    random = SeededRandom(seed: seed)
    fixture = try LayerDBFixture(driver: seed % 2 == 0 ? "overlay2" : "vfs")
    folders =
      LayerDBFixture.caches.map(fixture.content) + [
        "volumes/v/_data", "tmp", "buildkit", "unknown", "containers/\(LayerDBFixture.container)",
        "image/\(fixture.driver)/imagedb", fixture.driver, "",
      ]
    for folder in folders where !folder.isEmpty { try fixture.directory(folder) }
    for number in 0..<120 { try strew(number) }
  }

  private func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

  private func strew(_ number: Int) throws {
    let folder = folders[below(folders.count)]
    let path = (folder.isEmpty ? "" : folder + "/") + "strewn-\(number)"
    switch below(6) {
    case 0:
      try fixture.directory(path)
      folders.append(path)
    case 1 where !files.isEmpty:
      // A directory may have taken the name; links to it are refused, which is as good.
      _ = link(fixture.path(files[below(files.count)]), fixture.path(path))
    case 2:
      try fixture.write(path, "")
      truncate(fixture.path(path), off_t(below(1 << 24)))
      files.append(path)
    case 3: symlink("nowhere", fixture.path(path))
    default:
      try fixture.write(path, [UInt8](repeating: 7, count: below(20_000)))
      files.append(path)
    }
  }
}
