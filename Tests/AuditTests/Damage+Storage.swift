import BundledStores
import Foundation
import Glibc
import StoreFixtures

/// What is called what in the store of Podman 5 on overlay.
///
/// `app` stands on `edit`, `addition` and `base`; `other` and `empty` on `base`; `otherTop` on
/// `other`, `derived` on `addition`; `misc` and `built` on nothing.
enum Stored {
  static let base = "7311b6440d89334d119b54c195066b76e2dc8db01893130d7eac125804f3c040"
  static let addition = "6ae3809808052b495a2f0d744b6d60734e7f651ad369defbfa02a949d484cf1d"
  static let edit = "0a4a79f74888d6b33cd9d204393690a81c98741a541dd828cbf601242ccca24c"
  static let app = "c12f7ea8a35c27edefefbc580b670d032f4babdc85d0291b5b16aa0c4aea4b81"
  static let empty = "4aa138c9d47d190180939cba01d8f42c12ef447371bb19d4d6dbd03b5384b872"
  static let other = "19aafdbf1b678baa9bedfd2327c85ad745c7e1c95bb8c376f36f9995f31bf346"
  static let otherTop = "5e653236709cd044f0266b92132913cdff48c7b7949a548809e749d3a7e77437"
  static let misc = "9d7c145ffea33f8d418718b7f051ee6e68fea064963500b9464833d3b926b5bd"
  static let built = "539ee989b0bca456480afc9d1937429e4f1d27c730b620c226f3ef95d1872005"
  static let derived = "470c403af632dd9628202fcba6483c1ee3465fea68deb6cd075f63c13570cf5a"
  /// The layers that the containers `c1` and `c2` write to.
  static let first = "8074cc93a211e2d7df56760f02ff5ae1d217843a61fcc728ec9041361b81a061"
  static let second = "ce63cfc1cd4eef76692480e7888d0cf0444aca869b9a4ab19bbc83f36185bf55"

  static let baseImage = "3394268ab75c54716298e7b5cdcb7b7a8be8e9b37f11a80bdbd7678a06c903af"
  static let appImage = "e79629bf7f989ad91625f59c6979580a5d5a0e10484c32140fb7f6763019b2d5"
  static let otherImage = "289632756ab642d14a677623f9a9e871fff0f4583a1522723e25209607534557"
  static let miscImage = "41af4e3973854752b5e258e4bab02581e99500270580f7c53b29b2fa21fdc344"
  static let derivedImage = "b40ab93ada079ec285813b455501514f4cb2e0bb1b5a28f80d20decc80709202"
  static let appNames = [
    "docker.io/library/app:1", "localhost/app:latest", "registry.example.com:5000/team/app:v1.2",
  ]
  /// Images and containers on `addition`.
  static let additionUsers =
    (appNames + ["docker.io/library/base:1", "localhost/derived:1"])
    .sorted() + ["c1", "c2"]
  /// Those on `base`.
  static let baseUsers =
    (appNames + [
      "a3e9efd64200", "docker.io/library/base:1", "docker.io/library/emptyl:1",
      "docker.io/library/other:1", "docker.io/library/other:2", "localhost/derived:1",
    ]).sorted() + ["c1", "c2"]
  static let firstContainer = "100263fa1430683aa78cba7cd852ebd7a8786966e30dbf1b2636d64780ae9a92"
  static let secondContainer = "5c20ed421ac0bfbd1a9c2fb37fbc2d32d0b7013c363d4ce7b2211f200692ba8d"

  static let stranger = String(repeating: "ab", count: 32)
  /// A link's name that the store does not have.
  static let link = String(repeating: "A", count: 26)
  static let manifest = "manifest"
}

/// A record of one of the lists, as JSON.
typealias StoredRecord = [String: Any]

/// The places of containers/storage.
extension Damage {
  var layerList: String { "\(driver)-layers/layers.json" }
  var imageList: String { "\(driver)-images/images.json" }
  var containerList: String { "\(driver)-containers/containers.json" }

  func entry(_ layer: String) -> String {
    driver == "vfs" ? "vfs/dir/\(layer)" : "\(driver)/\(layer)"
  }
  func files(_ layer: String) -> String { entry(layer) + (driver == "vfs" ? "" : "/diff") }
  func shortName(_ layer: String) throws -> String { try text(entry(layer) + "/link") }
  func shortLink(_ layer: String) throws -> String { "overlay/l/" + (try shortName(layer)) }
  func tarSplit(_ layer: String) -> String { "\(driver)-layers/\(layer).tar-split.gz" }
  func imageFolder(_ image: String) -> String { "\(driver)-images/\(image)" }
  func containerFolder(_ container: String) -> String { "\(driver)-containers/\(container)" }

  /// The file of a piece of data; its name is that of the key, in base64 unless it is a plain word.
  func piece(_ key: String, of image: String) -> String {
    let isPlain = key.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "." }
    let name = isPlain ? key : "=" + Data(key.utf8).base64EncodedString()
    return imageFolder(image) + "/" + name
  }
  func configuration(_ image: String) -> String { piece("sha256:" + image, of: image) }
}

/// Steps on lists of records.
extension Damage {
  func editList(_ path: String, _ edit: (inout [StoredRecord]) throws -> Void) throws {
    guard var records = try JSONSerialization.jsonObject(with: read(path)) as? [StoredRecord] else {
      throw Failure(step: "read \(path)")
    }
    try edit(&records)
    try write(path, try JSONSerialization.data(withJSONObject: records))
  }

  func editRecord(
    _ path: String, _ id: String, _ edit: (inout StoredRecord) throws -> Void
  ) throws {
    try editList(path) { records in
      guard let place = records.firstIndex(where: { $0["id"] as? String == id }) else {
        throw Failure(step: "find \(id)")
      }
      try edit(&records[place])
    }
  }

  func editLayer(_ id: String, _ edit: (inout StoredRecord) throws -> Void) throws {
    try editRecord(layerList, id, edit)
  }

  func editImage(_ id: String, _ edit: (inout StoredRecord) throws -> Void) throws {
    try editRecord(imageList, id, edit)
  }

  func editContainer(_ id: String, _ edit: (inout StoredRecord) throws -> Void) throws {
    try editRecord(containerList, id, edit)
  }

  func removeRecord(_ path: String, _ id: String) throws {
    try editList(path) { records in
      let count = records.count
      records.removeAll { $0["id"] as? String == id }
      if records.count == count { throw Failure(step: "find \(id)") }
    }
  }

  /// Puts a word in the place of another in every record of a list.
  func replaceAll(_ path: String, _ old: String, _ new: String) throws {
    let text = try text(path)
    guard text.contains(old) else { throw Failure(step: "replace \(old)") }
    try write(path, text.replacing(old, with: new))
  }
}

/// Steps on an image's own files, which leave sizes and digests of the record right.
extension Damage {
  /// Writes a piece of data anew, with its size and digest in the record.
  func rewrite(_ key: String, as newKey: String, of image: String, _ text: String) throws {
    try remove(piece(key, of: image))
    try create(piece(newKey, of: image), text)
    try editImage(image) { record in
      guard var names = record["big-data-names"] as? [String],
        var sizes = record["big-data-sizes"] as? [String: Any],
        var digests = record["big-data-digests"] as? [String: Any]
      else { throw Failure(step: "find \(key)") }
      names = names.map { $0 == key ? newKey : $0 }
      sizes[key] = nil
      digests[key] = nil
      sizes[newKey] = text.utf8.count
      digests[newKey] = "sha256:" + LayerDBFixture.digest(of: text)
      record["big-data-names"] = names
      record["big-data-sizes"] = sizes
      record["big-data-digests"] = digests
    }
  }

  /// Edits an image's manifest, both copies, so that only what it says is wrong.
  func editManifest(_ image: String, _ edit: (String) throws -> String) throws {
    let old = try text(piece(Stored.manifest, of: image))
    let new = try edit(old)
    guard new != old else { throw Failure(step: "edit manifest") }
    let digest = LayerDBFixture.digest(of: new)
    let key = "manifest-sha256:"
    try rewrite(key + LayerDBFixture.digest(of: old), as: key + digest, of: image, new)
    try rewrite(Stored.manifest, as: Stored.manifest, of: image, new)
    try editImage(image) { $0["digest"] = "sha256:" + digest }
  }

  /// Edits an image's configuration, and all that follows from its digest.
  ///
  /// - Returns: the image's new id.
  @discardableResult
  func editConfiguration(_ image: String, _ edit: (String) -> String) throws -> String {
    let old = try text(configuration(image))
    let new = edit(old)
    guard new != old else { throw Failure(step: "edit configuration") }
    let id = LayerDBFixture.digest(of: new)
    try rewrite("sha256:" + image, as: "sha256:" + id, of: image, new)
    try editManifest(image) {
      $0.replacing(image, with: id)
        .replacing("\"size\":\(old.utf8.count)", with: "\"size\":\(new.utf8.count)")
    }
    try renameImage(image, id)
    return id
  }

  func renameImage(_ image: String, _ id: String) throws {
    try editImage(image) { $0["id"] = id }
    try move(imageFolder(image), imageFolder(id))
    guard FileManager.default.fileExists(atPath: url(containerList).path),
      try text(containerList).contains(image)
    else { return }
    try replaceAll(containerList, image, id)
  }

  /// Calls a layer otherwise wherever it is named.
  func renameLayer(_ layer: String, _ id: String) throws {
    let short = try shortLink(layer)
    try replaceAll(layerList, layer, id)
    if try text(imageList).contains(layer) { try replaceAll(imageList, layer, id) }
    try move(entry(layer), entry(id))
    try move(tarSplit(layer), tarSplit(id))
    try remove(short)
    try link(short, to: "../\(id)/diff")
    let data = "\(driver)-layers/"
    if FileManager.default.fileExists(atPath: url(data + layer).path) {
      try move(data + layer, data + id)
    }
  }
}

extension Damage {
  /// Makes layers that were fetched in parts what they are where nobody computes their digests.
  ///
  /// - Returns: the id of the image's top layer.
  func keepOnlyTables() throws -> String {
    try removeRecord(layerList, Stored.edit)
    for path in [
      try shortLink(Stored.edit), entry(Stored.edit), tarSplit(Stored.edit),
      "overlay-layers/\(Stored.edit)",
    ] { try remove(path) }
    var parent = ""
    var tables = ""
    for layer in [Stored.base, Stored.addition] {
      var (table, diff) = ("", "")
      try editLayer(layer) { record in
        table = record["toc-digest"] as? String ?? ""
        diff = record["diff-digest"] as? String ?? ""
        record["diff-digest"] = nil
      }
      let id = LayerDBFixture.digest(
        of: parent + "+@TOC=" + table.replacing("sha256:", with: ""))
      try renameLayer(layer, id)
      try editLayer(id) { $0["flags"] = ["expected-layer-diffid": diff] }
      parent = id
      tables += table + "|"
    }
    try renameImage(Stored.baseImage, LayerDBFixture.digest(of: "@With TOC:" + tables))
    return parent
  }
}

/// Steps on the record of a tar.
extension Damage {
  /// Changes the lines of a tar-split, each one JSON.
  func editTarSplit(_ layer: String, _ edit: (inout [StoredRecord]) throws -> Void) throws {
    let path = tarSplit(layer)
    let inflated = try Command(["gzip", "-dc", url(path).path]).output
    var records = try inflated.split(separator: "\n").compactMap {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? StoredRecord
    }
    try edit(&records)
    let lines = try records.map { try JSONSerialization.data(withJSONObject: $0) }
    let plain = url(path).path + ".new"
    try Data(lines.joined(separator: Data("\n".utf8))).write(to: URL(filePath: plain))
    try Command.run("gzip", plain)
    try remove(path)
    try Command.run("mv", plain + ".gz", url(path).path)
  }

  /// Gives an entry of the tar another owner, with a right checksum.
  func setOwnerInTar(_ layer: String, _ name: String, octal: String) throws {
    try editTarSplit(layer) { records in
      guard let place = records.firstIndex(where: { $0["name"] as? String == name }),
        let coded = records[place - 1]["payload"] as? String, var bytes = Data(base64Encoded: coded)
      else { throw Failure(step: "find \(name)") }
      let start = bytes.count - 512
      bytes.replaceSubrange(start + 108..<start + 115, with: Data(octal.utf8))
      bytes.replaceSubrange(start + 148..<start + 156, with: Data("        ".utf8))
      let sum = String(bytes[start...].reduce(0) { $0 + Int($1) }, radix: 8)
      let digits = String(repeating: "0", count: 6 - sum.count) + sum
      bytes.replaceSubrange(start + 148..<start + 156, with: Data(digits.utf8) + [0, 32])
      records[place - 1]["payload"] = bytes.base64EncodedString()
    }
  }
}

/// Steps that leave times as they were, as a failing disk or a careful intruder would.
extension Damage {
  /// Does something to an entry and gives it and its directory their old times again.
  func keepingTimes(_ path: String, _ body: () throws -> Void) throws {
    let parent = url(path).deletingLastPathComponent().path
    let times = (Self.times(url(path).path), Self.times(parent))
    try body()
    if let own = times.0 { try Self.setTimes(url(path).path, own) }
    if let above = times.1 { try Self.setTimes(parent, above) }
  }

  func addTime(_ path: String, seconds: Int = 0, nanoseconds: Int = 0) throws {
    guard var times = Self.times(url(path).path) else { throw Failure(step: "stat \(path)") }
    times[1].tv_sec += seconds
    times[1].tv_nsec += nanoseconds
    try Self.setTimes(url(path).path, times)
  }

  /// Of access and change; `nil` for what is not there.
  private static func times(_ path: String) -> [timespec]? {
    var status = stat()
    return lstat(path, &status) == 0 ? [status.st_atim, status.st_mtim] : nil
  }

  private static func setTimes(_ path: String, _ times: [timespec]) throws {
    // What the step removed has no times.
    guard utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW) == 0 || errno == ENOENT else {
      throw Failure(step: "set times of \(path)")
    }
  }
}
