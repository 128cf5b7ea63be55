import Audit
import Foundation
import LayerModel
import Testing

struct StorageConfigurationTests {
  private static let text = """
    [storage]
    driver = "overlay"
    graphroot = "/srv/containers"
    imagestore = "/srv/images"
    [storage.options]
    additionalimagestores = [ "/usr/lib/containers/storage",
      "relative/is/ignored", # as a comment
    ]
    """

  @Test func `the root, the image store and additional stores are told`() throws {
    let found = try StorageConfiguration.parse(Self.text, at: "storage.conf")
    #expect(found.graphRoot == "/srv/containers")
    #expect(found.additionalStores == ["/srv/images", "/usr/lib/containers/storage"])
  }

  @Test func `the mode that is forced on files is told by word or number`() throws {
    for (text, mode) in [
      ("\"shared\"", 0o755), ("\"private\"", 0o700), ("\"0750\"", 0o750), ("\"rw\"", nil),
      ("7", nil),
    ] as [(String, UInt32?)] {
      for table in ["storage.options", "storage.options.overlay"] {
        let found = try StorageConfiguration.parse("[\(table)]\nforce_mask = \(text)\n", at: "c")
        #expect(found.forcedMode == mode)
      }
    }
  }

  @Test func `what no one set is not there`() throws {
    let found = try StorageConfiguration.parse("[storage]\n# graphroot = \"/x\"\n", at: "c")
    #expect(found.graphRoot == nil)
    #expect(found.additionalStores == [])
  }

  @Test func `text that is no TOML names its line`() {
    #expect(throws: ReadProblem.malformed("c", offset: 0, expected: "TOML, in line 2")) {
      try StorageConfiguration.parse("[storage]\ngraphroot = \n", at: "c")
    }
  }

  @Test func `the first file that is there counts`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "conf-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "storage.conf")
    try Data(Self.text.utf8).write(to: file)
    let missing = BytePath(folder.appending(path: "none").path)
    let found = try StorageConfiguration.read([missing, BytePath(file.path)])
    #expect(found?.graphRoot == "/srv/containers")
    #expect(try StorageConfiguration.read([missing]) == nil)
  }

  @Test func `a user's own file comes before the host's, and a named one is the only one`() {
    #expect(
      StorageConfiguration.candidates(
        override: nil, home: "/home/u", configHome: nil, isRoot: false)
        == [
          "/home/u/.config/containers/storage.conf", "/etc/containers/storage.conf",
          "/usr/share/containers/storage.conf",
        ])
    #expect(
      StorageConfiguration.candidates(override: "/c", home: "/root", configHome: nil, isRoot: true)
        == ["/c"])
  }
}
