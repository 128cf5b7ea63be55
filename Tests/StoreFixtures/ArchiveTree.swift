package import Foundation
internal import TarFixtures

/// The files of an image layout or archive before they are written, unpacked or packed.
package struct ArchiveTree {
  package enum Entry: Hashable {
    case file([UInt8])
    case symlink(String)
    case hardLink(String)
    case directory
  }

  /// In the order in which an archive has them.
  package private(set) var members: [(name: String, entry: Entry)] = []
  /// What a packed archive has behind its members.
  package var end = [UInt8](repeating: 0, count: 1_024)

  package init() {}

  package subscript(_ name: String) -> [UInt8]? {
    get {
      for member in members.reversed() where member.name == name {
        if case .file(let bytes) = member.entry { return bytes }
      }
      return nil
    }
    set { put(name, newValue.map { .file($0) }) }
  }

  /// Puts an entry in the place of the one of its name; `nil` removes it.
  package mutating func put(_ name: String, _ entry: Entry?) {
    guard let index = members.firstIndex(where: { $0.name == name }) else {
      if let entry { members.append((name, entry)) }
      return
    }
    if let entry { members[index].entry = entry } else { members.remove(at: index) }
  }

  /// Adds a member of its own, whatever others there are.
  package mutating func append(_ name: String, _ entry: Entry) { members.append((name, entry)) }

  package mutating func write(_ name: String, _ text: String) { self[name] = Array(text.utf8) }

  package func text(_ name: String) -> String { String(decoding: self[name] ?? [], as: UTF8.self) }

  package mutating func edit(_ name: String, _ old: String, _ new: String) {
    precondition(text(name).contains(old), "\(name) has no \(old)")
    write(name, text(name).replacing(old, with: new))
  }

  package mutating func move(_ name: String, to other: String) {
    guard let index = members.firstIndex(where: { $0.name == name }) else { return }
    members[index].name = other
  }

  /// Writes the files below a directory, which is made.
  package func write(to root: URL) throws {
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    for (name, entry) in members {
      let url = root.appending(path: name)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      switch entry {
      case .file(let bytes): try Data(bytes).write(to: url)
      case .symlink(let target):
        try FileManager.default.createSymbolicLink(
          atPath: url.path, withDestinationPath: target)
      case .hardLink(let target):
        try FileManager.default.linkItem(at: root.appending(path: target), to: url)
      case .directory:
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      }
    }
  }

  /// The files as a tar.
  package var tar: [UInt8] { members.flatMap { Self.member($0.name, $0.entry) } + end }

  /// One member of a tar, padded.
  package static func member(_ name: String, _ entry: Entry) -> [UInt8] {
    var header: TarBuilder
    var content: [UInt8] = []
    switch entry {
    case .file(let bytes):
      header = TarBuilder(name, size: bytes.count)
      content = bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    case .symlink(let target):
      header = TarBuilder(name, type: "2")
      header.linkName = target
    case .hardLink(let target):
      header = TarBuilder(name, type: "1")
      header.linkName = target
    case .directory: header = TarBuilder(name + "/", type: "5")
    }
    guard header.name.count > 100 else { return header.block + content }
    let long = TarBuilder.records([("path", String(decoding: header.name, as: UTF8.self))])
    header.name = Array(header.name.prefix(100))
    return long + header.block + content
  }
}
