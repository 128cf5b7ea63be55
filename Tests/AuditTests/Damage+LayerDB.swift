import BundledStores
import CXattr
import Foundation
import Glibc
import StoreFixtures

/// What is called what in the stores of dockerd 20.10.
///
/// `mid` stands on `base` and below eleven images; `app` is on `mid`, `other` on `base`; `built` came
/// from BuildKit, `cached` is kept by the build cache alone.
enum Demo {
  static let base = "16441d300724c47445966310c7b42570aca3288e3155a1e802b3ffbe2b744980"
  static let mid = "00d2c4b2d2287ec08d2eab59c713de7355d765234bdd7caaccecae2a01a117ca"
  static let app = "479b1b7629b3ce368b43adf42ce91725aa700655fe6a6089d11603abf3caa371"
  static let other = "31883fe9da65275899ed30d492f0b7a2a617063b587ee8e237edd04e8b7650f4"
  static let built = "6431c027a2672590c8de67a132ea336c4b91f942c6595360a43d151e70738f1f"
  static let cached = "78411fec97ca08a53ccf692d7a5ae43b055f92e73602aee0776391ae03baf186"
  /// The layer of a tar without entries.
  static let empty = "ed01e6ffa3fa0904f94ce9eaca3fa33a8e69b368530be24a9a367f0bc7029e15"
  static let midDiff = "3526986e379073a559c7b0ef43d4c441f0c7438d41abfdb07d0cfc0450fceae5"
  static let emptyDiff = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"

  static let appImage = "3b4ad6c001f556b0b5aacd5cd92b31606ea594d5f41841c9881bb99ee590d0bd"
  static let otherImage = "02769e4bc82342418f280edce4909941a79474e4460f2f5f1e28a8872874dfeb"
  static let commitImage = "99da1cd78d027054bfab13bf7971acf72f943de546d22e646d5949ebedbad7d1"

  /// A container of `demo/app`, and its directory of the driver.
  static let ran = "1f6cd33467c88be6f20487d5b62e49e95809d7e6b08981d74f697f4de4ed3726"
  static let ranMount = "4e25419258a0cb9d89fd8dd0d7816c520a3531923588f4dcc67a987d4a4baa1e"
  /// A directory that no layer has, only the build cache.
  static let cacheOnly = "7t90btsuji4hfiebu98g9yrs0"

  static let stranger = String(repeating: "ab", count: 32)
  /// A link's name that the stores do not have.
  static let link = String(repeating: "A", count: 26)
  static let tarSplit = "/tar-split.json.gz"
}

/// The places of Docker 1.10 and later.
extension Damage {
  var images: String { "image/\(driver)" }
  var names: String { "\(images)/repositories.json" }
  var removal: String { layer(Demo.stranger) + "-\(String(repeating: "cd", count: 32))-removing" }

  func layer(_ chain: String) -> String { "\(images)/layerdb/sha256/\(chain)" }
  func mount(_ container: String) -> String { "\(images)/layerdb/mounts/\(container)" }
  func config(_ image: String) -> String { "\(images)/imagedb/content/sha256/\(image)" }
  func container(_ id: String) -> String { "containers/\(id)" }

  func text(_ path: String) throws -> String { String(decoding: try read(path), as: UTF8.self) }
  func cache(_ chain: String) throws -> String { try text(layer(chain) + "/cache-id") }
  func home(_ chain: String) throws -> String {
    (driver == "vfs" ? "vfs/dir/" : "overlay2/") + (try cache(chain))
  }
  func diff(_ chain: String) throws -> String {
    try home(chain) + (driver == "vfs" ? "" : "/diff")
  }
  func lower(_ chain: String) throws -> String { try home(chain) + "/lower" }
  func link(_ chain: String) throws -> String { "overlay2/l/" + (try text(home(chain) + "/link")) }
}

/// Steps that need more than one file.
extension Damage {
  /// A directory of overlay2 that has nothing to do with any other.
  func addDirectory(_ cache: String, link name: String) throws {
    try create("overlay2/\(cache)/diff/big", String(repeating: "x", count: 50_000), mode: 0o644)
    try create("overlay2/\(cache)/link", name, mode: 0o644)
    try link("overlay2/l/\(name)", to: "../\(cache)/diff")
  }

  /// An image without a name, of the base and any other layers.
  func addImage(diffs: [String], steps: Int? = nil) throws {
    let step = #"{"created":"2023-11-14T22:13:20Z","created_by":"ADD"}"#
    let text =
      #"{"architecture":"amd64","os":"linux","created":"2023-11-14T22:13:20Z","config":{},"#
      + #""rootfs":{"type":"layers","diff_ids":["#
      + diffs.map { "\"sha256:\($0)\"" }.joined(separator: ",") + #"]},"history":["#
      + Array(repeating: step, count: steps ?? diffs.count).joined(separator: ",") + "]}"
    try create(config(LayerDBFixture.digest(of: text)), text)
  }

  /// An image of `count` empty layers on the base, each as Docker makes it.
  func addEmptyLayers(_ count: Int) throws {
    var parent = Demo.base
    var lower = "l/" + (try text(home(parent) + "/link"))
    for number in 0..<count {
      let chain = LayerDBFixture.digest(of: "sha256:\(parent) sha256:\(Demo.emptyDiff)")
      let link = "EMPTY" + String(repeating: "A", count: 18) + base32(number)
      let folder = "overlay2/\(chain)"
      try makeDirectory(folder + "/diff")
      try makeDirectory(folder + "/work")
      try create(folder + "/link", link, mode: 0o644)
      try create(folder + "/lower", lower, mode: 0o644)
      try self.link("overlay2/l/\(link)", to: "../\(chain)/diff")
      try create(layer(chain) + "/parent", "sha256:\(parent)", mode: 0o644)
      try create(layer(chain) + "/diff", "sha256:\(Demo.emptyDiff)", mode: 0o644)
      try create(layer(chain) + "/cache-id", chain, mode: 0o644)
      try create(layer(chain) + "/size", "0", mode: 0o644)
      try FileManager.default.copyItem(
        at: url(layer(Demo.empty) + Demo.tarSplit), to: url(layer(chain) + Demo.tarSplit))
      lower = "l/\(link):" + lower
      parent = chain
    }
    try addImage(diffs: [Demo.base] + Array(repeating: Demo.emptyDiff, count: count))
  }

  private func base32(_ number: Int) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    return String([letters[number / 1024], letters[number / 32 % 32], letters[number % 32]])
  }

  /// Runs the inflated tar-split through a filter of the shell.
  func rewriteTarSplit(_ chain: String, _ filter: String) throws {
    let path = url(layer(chain) + Demo.tarSplit).path
    try Command.run(
      "sh", "-c", "gzip -dc \(path) | \(filter) | gzip >\(path).new && mv \(path).new \(path)")
  }

  /// A name that is no UTF-8.
  func makeUnreadableName(in folder: String) throws {
    let bytes = (url(folder).path + "/bad-").utf8.map { CChar(bitPattern: $0) } + [-1, 0]
    guard mkdir(bytes, 0o700) == 0 else { throw Failure(step: "mkdir") }
  }
}

/// Steps on what a file is beside its content.
extension Damage {
  func makeDevice(_ path: String, _ mode: mode_t, _ major: Int, _ minor: Int) throws {
    try check(mknod(url(path).path, mode, dev_t(major << 8 | minor)), "make device \(path)")
  }

  func setOwner(_ path: String, _ user: uid_t, _ group: gid_t) throws {
    try check(lchown(url(path).path, user, group), "chown \(path)")
  }

  func shiftOwners(_ path: String, by shift: Int) throws {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: url(path).path)
    for path in [path] + paths.map({ path + "/" + $0 }) {
      var status = stat()
      try check(lstat(url(path).path, &status), "stat \(path)")
      let isSpecial = status.st_mode & 0o7000
      try setOwner(path, status.st_uid + uid_t(shift), status.st_gid + gid_t(shift))
      // Whoever is given a file loses its special modes.
      if isSpecial != 0 { try check(chmod(url(path).path, status.st_mode & 0o7777), "chmod") }
    }
  }

  func setTime(_ path: String, _ seconds: Int) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: Double(seconds))],
      ofItemAtPath: url(path).path)
  }

  func setAttribute(_ path: String, _ name: String, _ value: String) throws {
    try check(lsetxattr(url(path).path, name, value, value.utf8.count, 0), "set \(name)")
  }

  func removeAttribute(_ path: String, _ name: String) throws {
    try check(lremovexattr(url(path).path, name), "remove \(name)")
  }

  func copyAttribute(_ name: String, from: String, to: String) throws {
    var value = [UInt8](repeating: 0, count: 256)
    let count = lgetxattr(url(from).path, name, &value, value.count)
    try check(Int32(clamping: count), "get \(name)")
    try check(lsetxattr(url(to).path, name, value, count, 0), "set \(name)")
  }

  /// A file of its own with the same content, mode, owner, attributes and time.
  func splitHardLink(_ path: String) throws {
    let file = url(path).path
    try Command.run("cp", "--archive", "--preserve=all", file, file + ".copy")
    try Command.run("mv", file + ".copy", file)
  }

  /// What a file system may leave of files that were not synced.
  func emptyFiles(_ folder: String) throws {
    for path in try FileManager.default.subpathsOfDirectory(atPath: url(folder).path) {
      let path = folder + "/" + path
      let kind = try FileManager.default.attributesOfItem(atPath: url(path).path)[.type]
      if kind as? FileAttributeType == .typeRegular { try write(path, "") }
    }
  }

  private func check(_ result: Int32, _ step: String) throws {
    guard result >= 0 else { throw Failure(step: "\(step): \(errno)") }
  }
}
