import Foundation
import Testing

/// Every way to break a Docker 1.5–1.9 store that leaves a trace, one step each.
///
/// `row` is the number in the project's catalogue of damage, `expected` every finding of note or
/// above that the damage brings beyond those of the whole store, as `severity rule subject`.
struct CatalogueCase: CustomTestStringConvertible, Sendable {
  let row: Int
  let title: String
  var store: BundledStore.Name = .aufs
  let damage: @Sendable (Damage) throws -> Void
  let expected: [String]

  var testDescription: String { "row \(row): \(title)" }

  init(
    _ row: Int, _ title: String, _ store: BundledStore.Name = .aufs, expected: [String] = [],
    damage: @escaping @Sendable (Damage) throws -> Void
  ) {
    self.row = row
    self.title = title
    self.store = store
    self.damage = damage
    self.expected = expected
  }
}

enum Catalogue {
  static let cases = imageJSON + parents + sizes + content + ownership + names + files + tarSplit

  private static let imageJSON: [CatalogueCase] = [
    .init(1, "json missing") { try $0.remove($0.json(Damage.policy)) },
    .init(2, "json truncated") { try $0.truncate($0.json(Damage.policy), to: 200) },
    .init(3, "json empty") { try $0.write($0.json(Damage.policy), "") },
    .init(3, "json full of NUL bytes") {
      try $0.write($0.json(Damage.policy), Data(count: 900))
    },
    .init(4, "json id is another's") {
      try $0.replace($0.json(Damage.policy), "\"id\":\"0a5d", "\"id\":\"0a5e")
    },
    .init(5, "json id in upper case") {
      try $0.replace($0.json(Damage.policy), "\"id\":\"0a5d", "\"id\":\"0A5D")
    },
    .init(6, "json null") { try $0.write($0.json(Damage.policy), "null\n") },
    .init(6, "json an array") { try $0.write($0.json(Damage.policy), "[]\n") },
    .init(7, "byte order mark") { try $0.prepend($0.json(Damage.policy), [0xEF, 0xBB, 0xBF]) },
    .init(8, "trailing garbage") { try $0.append($0.json(Damage.policy), "}garbage") },
    .init(9, "invalid UTF-8") { damage in
      var data = try damage.read(damage.json(Damage.policy))
      guard let range = data.range(of: Data("policy-rc".utf8)) else {
        throw Damage.Failure(step: "find text")
      }
      data[range.lowerBound] = 0xFF
      try damage.write(damage.json(Damage.policy), data)
    },
    .init(10, "duplicate id, the last one bad") {
      try $0.replace($0.json(Damage.policy), ",\"Size\"", ",\"id\":\"fff\",\"Size\"")
    },
    .init(11, "duplicate id, the first one bad") {
      try $0.replace($0.json(Damage.policy), "{\"id\"", "{\"id\":\"fff\",\"id\"")
    },
    .init(12, "parent in another case re-parents the layer") {
      try $0.replace(
        $0.json(Damage.sources), ",\"Size\"", ",\"PARENT\":\"\(Damage.base)\",\"Size\"")
    },
    .init(13, "8 MB of comment") {
      try $0.replace(
        $0.json(Damage.policy), ",\"Size\"",
        ",\"comment\":\"\(String(repeating: "x", count: 8_000_000))\",\"Size\"")
    },
    .init(14, "json is a FIFO") {
      try $0.remove($0.json(Damage.policy))
      try $0.makeFIFO($0.json(Damage.policy))
    },
    .init(15, "json is a symlink") {
      try $0.move($0.json(Damage.policy), "graph/\(Damage.policy)/json.real")
      try $0.link($0.json(Damage.policy), to: "json.real")
    },
    .init(16, "json of mode 000") { try $0.setMode($0.json(Damage.policy), 0) },
    .init(17, "created missing") {
      try $0.replace($0.json(Damage.policy), "\"created\":\"2015-06-19T19:17:18.5Z\",", "")
    },
    .init(18, "created malformed") {
      try $0.replace($0.json(Damage.policy), "2015-06-19T19:17:18.5Z", "2015-06-19 19:17:18")
    },
    .init(19, "Size in json differs from layersize") {
      try $0.replace($0.json(Damage.policy), "\"Size\":4400", "\"Size\":4401")
    },
  ]

  private static let parents: [CatalogueCase] = [
    .init(20, "parent directory missing") {
      try $0.remove("graph/\(Damage.base)")
    },
    .init(21, "parent is a path") {
      try $0.replace($0.json(Damage.policy), Damage.base, "../../../etc")
    },
    .init(22, "parent is a prefix") {
      try $0.replace($0.json(Damage.policy), Damage.base, String(Damage.base.prefix(12)))
    },
    .init(23, "parent is the layer itself") {
      try $0.replace(
        $0.json(Damage.policy), "\"parent\":\"\(Damage.base)", "\"parent\":\"\(Damage.policy)")
    },
    .init(24, "two layers are each other's parents") {
      try $0.replace(
        $0.json(Damage.base), "\"created\"", "\"parent\":\"\(Damage.policy)\",\"created\"")
    },
    .init(25, "a chain of 134 layers") { damage in
      var parent = Damage.command
      for number in 0..<130 {
        let id = String(repeating: "0", count: 61) + String(format: "%03x", number)
        try damage.create(
          damage.json(id),
          #"{"id":"\#(id)","parent":"\#(parent)","created":"2015-06-19T19:17:21Z","#
            + #""container_config":{"Cmd":["true"]},"config":{"Cmd":["true"]},"Size":0}"# + "\n")
        try damage.create(damage.layersize(id), "0")
        try damage.makeDirectory(damage.content(id))
        try damage.makeDirectory("aufs/mnt/\(id)")
        let ancestors = try damage.read("aufs/layers/\(parent)")
        try damage.create(
          "aufs/layers/\(id)", parent + "\n" + String(decoding: ancestors, as: UTF8.self))
        parent = id
      }
    },
  ]

  private static let sizes: [CatalogueCase] = [
    .init(26, "layersize absent") { try $0.remove($0.layersize(Damage.policy)) },
    .init(27, "layersize negative") { try $0.write($0.layersize(Damage.policy), "-5") },
    .init(28, "layersize wrong") { try $0.write($0.layersize(Damage.policy), "4401") },
    .init(28, "layersize wrong", .vfs) { try $0.write($0.layersize(Damage.policy), "4392") },
    .init(29, "layersize garbage") { try $0.write($0.layersize(Damage.policy), "12x") },
    .init(29, "layersize empty") { try $0.write($0.layersize(Damage.policy), "") },
    .init(30, "layersize with a newline") { try $0.write($0.layersize(Damage.policy), "4400\n") },
    .init(31, "layersize beyond int64") {
      try $0.write($0.layersize(Damage.policy), "99999999999999999999")
    },
    .init(32, "layersize the greatest int64") {
      try $0.write($0.layersize(Damage.policy), "9223372036854775807")
    },
    .init(33, "layersize with sign and zeros") {
      try $0.write($0.layersize(Damage.policy), "+0004400")
    },
    .init(34, "layersize is a directory") {
      try $0.remove($0.layersize(Damage.policy))
      try $0.makeDirectory($0.layersize(Damage.policy))
    },
  ]

  private static let content: [CatalogueCase] = [
    .init(35, "content directory missing", .vfs) { try $0.remove($0.content(Damage.policy)) },
    .init(36, "diff missing, layers file kept") { try $0.remove($0.content(Damage.policy)) },
    .init(37, "content directory emptied") {
      try $0.remove($0.content(Damage.policy))
      try $0.makeDirectory($0.content(Damage.policy))
    },
    .init(37, "content directory emptied", .vfs) {
      try $0.remove($0.content(Damage.sources))
      try $0.makeDirectory($0.content(Damage.sources))
    },
    .init(38, "content directory replaced by a file") {
      try $0.remove($0.content(Damage.policy))
      try $0.create($0.content(Damage.policy), "not a directory")
    },
    .init(39, "content directory is a symlink") {
      try $0.move($0.content(Damage.policy), "moved-away")
      try $0.link($0.content(Damage.policy), to: "../../moved-away")
    },
    .init(42, "aufs layers file missing") { try $0.remove("aufs/layers/\(Damage.sources)") },
    .init(43, "aufs layers file in the wrong order") {
      try $0.write("aufs/layers/\(Damage.sources)", "\(Damage.base)\n\(Damage.policy)\n")
    },
    .init(44, "aufs layers file lists an unknown layer") {
      try $0.append(
        "aufs/layers/\(Damage.sources)", String(repeating: "e", count: 64) + "\n")
    },
    .init(44, "aufs layers file lists the layer itself") {
      try $0.append("aufs/layers/\(Damage.sources)", Damage.sources + "\n")
    },
    .init(45, "aufs layers entry is a directory") {
      try $0.remove("aufs/layers/\(Damage.sources)")
      try $0.makeDirectory("aufs/layers/\(Damage.sources)")
    },
  ]

  private static let stranger = String(repeating: "ab", count: 32)

  private static let ownership: [CatalogueCase] = [
    .init(40, "layer without graph entry") {
      try $0.create("aufs/diff/\(stranger)/usr/big", String(repeating: "x", count: 50_000))
      try $0.create("aufs/layers/\(stranger)")
      try $0.makeDirectory("aufs/mnt/\(stranger)")
    },
    .init(40, "graph entry of a layer removed") { try $0.remove("graph/\(Damage.app)") },
    .init(41, "graph entry whose content another driver has") {
      try $0.makeDirectory("vfs/dir/\(Damage.app)")
      for place in ["diff", "layers", "mnt"] { try $0.remove("aufs/\(place)/\(Damage.app)") }
    },
    .init(46, "half-finished removal") {
      try $0.move($0.content(Damage.app), $0.content(Damage.app) + "-removing")
      try $0.remove("graph/\(Damage.app)")
      try $0.remove("aufs/layers/\(Damage.app)")
      try $0.remove("aufs/mnt/\(Damage.app)")
    },
    .init(47, "content where nothing is mounted") {
      try $0.create("aufs/mnt/\(Damage.policy)/lost", "data")
    },
    .init(58, "-init without container") { damage in
      try damage.remove("containers/\(Damage.web)")
      for place in ["diff", "layers", "mnt"] { try damage.remove("aufs/\(place)/\(Damage.web)") }
    },
    .init(59, "container without configuration") {
      try $0.remove("containers/\(Damage.web)/config.json")
    },
    .init(60, "staging left behind") {
      try $0.create("graph/_tmp/\(stranger)/layersize", "77")
    },
    .init(60, "download left behind") { try $0.create("tmp/GetV2ImageBlob123456", "part") },
    .init(61, "stray file in graph") { try $0.create("graph/notes.txt", "x") },
    .init(61, "lost+found in graph") { try $0.makeDirectory("graph/lost+found") },
    .init(62, "id that is no hexadecimal in both places") {
      try $0.create(
        "graph/not-an-id/json", #"{"id":"not-an-id","created":"2015-06-19T19:17:21Z","Size":0}"#)
      try $0.create("graph/not-an-id/layersize", "0")
      try $0.makeDirectory($0.content("not-an-id"))
      try $0.create("aufs/layers/not-an-id")
    },
    .init(63, "two ids with one short form") {
      let id = String(Damage.app.prefix(12)) + String(repeating: "0", count: 52)
      try $0.create(
        "graph/\(id)/json", #"{"id":"\#(id)","created":"2015-06-19T19:17:21Z","Size":0}"# + "\n")
      try $0.create("graph/\(id)/layersize", "0")
      try $0.makeDirectory($0.content(id))
      try $0.create("aufs/layers/\(id)")
    },
    .init(64, "extra file in a graph directory") {
      try $0.create("graph/\(Damage.app)/notes", "x")
    },
  ]

  private static let names: [CatalogueCase] = [
    .init(48, "tag of a missing image") {
      try $0.replace($0.repositories, Damage.app, stranger)
    },
    .init(49, "tag of a short id") {
      try $0.replace($0.repositories, Damage.app, String(Damage.app.prefix(12)))
    },
    .init(50, "illegal tag") { try $0.replace($0.repositories, "\"1.0\"", "\"-1.0!\"") },
    .init(51, "repositories truncated") { try $0.truncate($0.repositories, to: 100) },
    .init(51, "repositories empty") { try $0.write($0.repositories, "") },
    .init(52, "repositories of a wrong type") {
      try $0.write($0.repositories, #"{"Repositories":["a"]}"#)
    },
    .init(53, "repositories missing") { try $0.remove($0.repositories) },
    .init(53, "repositories without a name") { try $0.write($0.repositories, "{}") },
    .init(53, "repositories null") { try $0.write($0.repositories, "null") },
    .init(54, "image of a container missing") { damage in
      try damage.replace(
        "containers/\(Damage.web)/config.json", "\"Image\":\"\(Damage.command)\"",
        "\"Image\":\"\(stranger)\"")
    },
    .init(55, "container configuration truncated") {
      try $0.truncate("containers/\(Damage.web)/config.json", to: 100)
    },
    .init(55, "container configuration of another") {
      try $0.replace(
        "containers/\(Damage.web)/config.json", "\"ID\":\"\(Damage.web)\"", "\"ID\":\"\(stranger)\""
      )
    },
    .init(56, "container of another driver") {
      try $0.replace(
        "containers/\(Damage.web)/config.json", "\"Driver\":\"aufs\"", "\"Driver\":\"overlay\"")
    },
    .init(57, "layer of a container missing") { try $0.remove($0.content(Damage.web)) },
    .init(65, "checksum garbage", .pulled) { damage in
      let layer = Damage.pulledApp
      try damage.write("graph/\(layer)/checksum", "sha256:zz")
    },
    .init(66, "link graph missing") { try $0.remove("linkgraph.db") },
    .init(66, "link graph garbage") { try $0.write("linkgraph.db", "garbage") },
  ]

  private static let files: [CatalogueCase] = [
    .init(68, "file truncated") {
      try $0.truncate($0.content(Damage.base) + "/usr/bin/perl", to: 100)
    },
    .init(68, "file truncated", .vfs) {
      try $0.truncate($0.content(Damage.sources) + "/etc/apt/sources.list", to: 10)
    },
    .init(70, "file became a symlink out of the store") {
      try $0.remove($0.content(Damage.sources) + "/etc/apt/sources.list")
      try $0.link($0.content(Damage.sources) + "/etc/apt/sources.list", to: "/etc/shadow")
    },
    .init(71, "whiteout of nothing") {
      try $0.create($0.content(Damage.policy) + "/.wh.never-was", mode: 0)
    },
    .init(72, "whiteout with content") {
      try $0.create($0.content(Damage.policy) + "/.wh.etc", "secret")
    },
    .init(72, "whiteout that is a directory") {
      try $0.makeDirectory($0.content(Damage.policy) + "/.wh.etc")
    },
    .init(73, "name beside its whiteout") {
      try $0.create($0.content(Damage.sources) + "/etc/.wh.apt", mode: 0)
    },
    .init(74, "socket in a layer") { try $0.makeSocket($0.content(Damage.policy) + "/s") },
  ]

  private static let tarSplit: [CatalogueCase] = [
    .init(75, "FIFO added", .pulled) {
      try $0.makeFIFO($0.content(Damage.pulledApp) + "/pipe")
    },
    .init(76, "mode changed", .pulled) {
      try $0.setMode($0.content(Damage.pulledApp) + "/opt/app/run.sh", 0o4755)
    },
    .init(77, "tar-data missing", .pulled) {
      try $0.remove("graph/\(Damage.pulledApp)/tar-data.json.gz")
    },
    .init(77, "tar-data no gzip", .pulled) {
      try $0.write("graph/\(Damage.pulledApp)/tar-data.json.gz", "no gzip")
    },
    .init(77, "one bit of a file flipped", .pulled) {
      try $0.flipBit($0.content(Damage.pulledApp) + "/opt/app/data.bin", at: 100)
    },
    .init(77, "file of the tar missing", .pulled) {
      try $0.remove($0.content(Damage.pulledApp) + "/opt/app/run.sh")
    },
    .init(78, "json no longer has its digest", .pulled) {
      try $0.replace($0.json(Damage.pulledApp), "\"os\":\"linux\"", "\"os\":\"Linux\"")
    },
    .init(79, "layer_id is not the checksum", .pulled) { damage in
      let layer = Damage.pulledApp
      try damage.write(
        "graph/\(layer)/checksum", "sha256:" + String(repeating: "0", count: 64))
    },
    .init(80, "parent file bad", .pulled) {
      try $0.create("graph/\(Damage.pulledApp)/parent", "garbage")
    },
  ]
}
