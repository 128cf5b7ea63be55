import BundledStores
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
    .init(
      1, "json missing",
      expected: [
        "error metadata-missing 0a5d3a675b33", "note parent-unloadable 6d575c58c277",
        "note parent-unloadable 75748585697f",
      ]
    ) { try $0.remove($0.json(Damage.policy)) },
    .init(
      2, "json truncated",
      expected: [
        "error metadata-malformed 0a5d3a675b33", "note parent-unloadable 6d575c58c277",
        "note parent-unloadable 75748585697f",
      ]
    ) { try $0.truncate($0.json(Damage.policy), to: 200) },
    .init(
      3, "json empty",
      expected: [
        "error metadata-empty 0a5d3a675b33", "note parent-unloadable 6d575c58c277",
        "note parent-unloadable 75748585697f",
      ]
    ) { try $0.write($0.json(Damage.policy), "") },
    .init(
      3, "json full of NUL bytes",
      expected: [
        "error metadata-malformed 0a5d3a675b33", "note parent-unloadable 6d575c58c277",
        "note parent-unloadable 75748585697f",
      ]
    ) {
      try $0.write($0.json(Damage.policy), Data(count: 900))
    },
    .init(
      4, "json id is another's",
      expected: [
        "error layer-id-differs 0a5d3a675b33", "note parent-unloadable 6d575c58c277",
        "note parent-unloadable 75748585697f",
      ]
    ) {
      try $0.replace($0.json(Damage.policy), "\"id\":\"0a5d", "\"id\":\"0a5e")
    },
    .init(
      5, "json id in upper case",
      expected: [
        "error layer-id-malformed 0a5d3a675b33", "note parent-unloadable 6d575c58c277",
        "note parent-unloadable 75748585697f",
      ]
    ) {
      try $0.replace($0.json(Damage.policy), "\"id\":\"0a5d", "\"id\":\"0A5D")
    },
    .init(
      6, "json null",
      expected: [
        "error metadata-null 0a5d3a675b33", "note parent-unloadable 6d575c58c277",
        "note parent-unloadable 75748585697f",
      ]
    ) { try $0.write($0.json(Damage.policy), "null\n") },
    .init(
      6, "json an array",
      expected: [
        "error metadata-malformed 0a5d3a675b33", "note parent-unloadable 6d575c58c277",
        "note parent-unloadable 75748585697f",
      ]
    ) { try $0.write($0.json(Damage.policy), "[]\n") },
    .init(
      7, "byte order mark",
      expected: [
        "error metadata-malformed 0a5d3a675b33", "note parent-unloadable 6d575c58c277",
        "note parent-unloadable 75748585697f",
      ]
    ) { try $0.prepend($0.json(Damage.policy), [0xEF, 0xBB, 0xBF]) },
    .init(
      8, "trailing garbage",
      expected: ["error metadata-trailing-bytes graph/0a5d3a675b33/json trailing-bytes"]
    ) { try $0.append($0.json(Damage.policy), "}garbage") },
    .init(
      9, "invalid UTF-8",
      expected: ["warning metadata-invalid-utf8 graph/0a5d3a675b33/json invalid-utf8"]
    ) { damage in
      var data = try damage.read(damage.json(Damage.policy))
      guard let range = data.range(of: Data("policy-rc".utf8)) else {
        throw Damage.Failure(step: "find text")
      }
      data[range.lowerBound] = 0xFF
      try damage.write(damage.json(Damage.policy), data)
    },
    .init(
      10, "duplicate id, the last one bad",
      expected: [
        "error layer-id-malformed 0a5d3a675b33", "note parent-unloadable 6d575c58c277",
        "note parent-unloadable 75748585697f",
        "warning ambiguous-id graph/0a5d3a675b33/json ambiguous-id",
      ]
    ) {
      try $0.replace($0.json(Damage.policy), ",\"Size\"", ",\"id\":\"fff\",\"Size\"")
    },
    .init(
      11, "duplicate id, the first one bad",
      expected: ["warning ambiguous-id graph/0a5d3a675b33/json ambiguous-id"]
    ) {
      try $0.replace($0.json(Damage.policy), "{\"id\"", "{\"id\":\"fff\",\"id\"")
    },
    .init(
      12, "parent in another case re-parents the layer",
      expected: [
        "error ambiguous-parent graph/6d575c58c277/json ambiguous-parent",
        "note chain-record-differs-above 119a74127f94", "error chain-record-differs 6d575c58c277",
        "note chain-record-differs-above 9dafa9a6629c",
        "note chain-record-differs-above a8ed3534b338",
        "note chain-record-differs-above a8ed3534b338-init",
        "note chain-record-differs-above b93b2e5c431b",
      ]
    ) {
      try $0.replace(
        $0.json(Damage.sources), ",\"Size\"", ",\"PARENT\":\"\(Damage.base)\",\"Size\"")
    },
    .init(
      13, "8 MB of comment",
      expected: ["warning metadata-large graph/0a5d3a675b33/json large-metadata"]
    ) {
      try $0.replace(
        $0.json(Damage.policy), ",\"Size\"",
        ",\"comment\":\"\(String(repeating: "x", count: 8_000_000))\",\"Size\"")
    },
    .init(
      14, "json is a FIFO",
      expected: [
        "error metadata-wrong-kind 0a5d3a675b33", "note parent-unloadable 6d575c58c277",
        "note parent-unloadable 75748585697f",
      ]
    ) {
      try $0.remove($0.json(Damage.policy))
      try $0.makeFIFO($0.json(Damage.policy))
    },
    .init(
      15, "json is a symlink",
      expected: [
        "error metadata-wrong-kind 0a5d3a675b33",
        "note metadata-unknown-file graph/0a5d3a675b33/json.real unknown-file",
      ]
    ) {
      try $0.move($0.json(Damage.policy), "graph/\(Damage.policy)/json.real")
      try $0.link($0.json(Damage.policy), to: "json.real")
    },
    .init(
      16, "json of mode 000", expected: ["warning metadata-mode graph/0a5d3a675b33/json mode-drift"]
    ) { try $0.setMode($0.json(Damage.policy), 0) },
    .init(17, "created missing", expected: ["warning created-missing 0a5d3a675b33"]) {
      try $0.replace($0.json(Damage.policy), "\"created\":\"2015-06-19T19:17:18.5Z\",", "")
    },
    .init(
      18, "created malformed",
      expected: [
        "error created-malformed 0a5d3a675b33", "note parent-unloadable 6d575c58c277",
        "note parent-unloadable 75748585697f",
      ]
    ) {
      try $0.replace($0.json(Damage.policy), "2015-06-19T19:17:18.5Z", "2015-06-19 19:17:18")
    },
    .init(
      19, "Size in json differs from layersize",
      expected: ["warning metadata-size-differs 0a5d3a675b33"]
    ) {
      try $0.replace($0.json(Damage.policy), "\"Size\":4400", "\"Size\":4401")
    },
  ]

  private static let parents: [CatalogueCase] = [
    .init(
      20, "parent directory missing",
      expected: [
        "error parent-missing 0a5d3a675b33", "warning layer-unregistered aufs/diff/452d574bfe5e",
      ]
    ) {
      try $0.remove("graph/\(Damage.base)")
    },
    .init(21, "parent is a path", expected: ["error parent-malformed 0a5d3a675b33"]) {
      try $0.replace($0.json(Damage.policy), Damage.base, "../../../etc")
    },
    .init(22, "parent is a prefix", expected: ["error parent-abbreviated 0a5d3a675b33"]) {
      try $0.replace($0.json(Damage.policy), Damage.base, String(Damage.base.prefix(12)))
    },
    .init(23, "parent is the layer itself", expected: ["error parent-self 0a5d3a675b33"]) {
      try $0.replace(
        $0.json(Damage.policy), "\"parent\":\"\(Damage.base)", "\"parent\":\"\(Damage.policy)")
    },
    .init(
      24, "two layers are each other's parents",
      expected: [
        "error chain-record-differs 452d574bfe5e", "error parent-cycle 0a5d3a675b33",
        "error parent-cycle 452d574bfe5e",
      ]
    ) {
      try $0.replace(
        $0.json(Damage.base), "\"created\"", "\"parent\":\"\(Damage.policy)\",\"created\"")
    },
    .init(25, "a chain of 134 layers", expected: ["warning chain-too-deep 078000000000"]) {
      damage in
      var parent = Damage.command
      for number in 0..<130 {
        let id = String(format: "%03x", number) + String(repeating: "0", count: 61)
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
    .init(26, "layersize absent", expected: ["warning layer-size-missing 0a5d3a675b33"]) {
      try $0.remove($0.layersize(Damage.policy))
    },
    .init(27, "layersize negative", expected: ["error layer-size-negative 0a5d3a675b33"]) {
      try $0.write($0.layersize(Damage.policy), "-5")
    },
    .init(
      28, "layersize wrong",
      expected: [
        "error layer-size-mismatch 0a5d3a675b33", "warning metadata-size-differs 0a5d3a675b33",
      ]
    ) { try $0.write($0.layersize(Damage.policy), "4401") },
    .init(
      28, "layersize wrong", .vfs,
      expected: [
        "warning layer-size-unexplained 0a5d3a675b33", "warning metadata-size-differs 0a5d3a675b33",
      ]
    ) { try $0.write($0.layersize(Damage.policy), "4392") },
    .init(
      29, "layersize garbage",
      expected: [
        "error layer-size-malformed 0a5d3a675b33", "note parent-unloadable 6d575c58c277",
        "note parent-unloadable 75748585697f",
      ]
    ) { try $0.write($0.layersize(Damage.policy), "12x") },
    .init(
      29, "layersize empty",
      expected: [
        "error layer-size-empty 0a5d3a675b33", "note parent-unloadable 6d575c58c277",
        "note parent-unloadable 75748585697f",
      ]
    ) { try $0.write($0.layersize(Damage.policy), "") },
    .init(
      30, "layersize with a newline",
      expected: [
        "error layer-size-newline 0a5d3a675b33", "note parent-unloadable 6d575c58c277",
        "note parent-unloadable 75748585697f",
      ]
    ) { try $0.write($0.layersize(Damage.policy), "4400\n") },
    .init(
      31, "layersize beyond int64",
      expected: [
        "error layer-size-overflow 0a5d3a675b33", "note parent-unloadable 6d575c58c277",
        "note parent-unloadable 75748585697f",
      ]
    ) {
      try $0.write($0.layersize(Damage.policy), "99999999999999999999")
    },
    .init(
      32, "layersize the greatest int64", expected: ["error layer-size-implausible 0a5d3a675b33"]
    ) {
      try $0.write($0.layersize(Damage.policy), "9223372036854775807")
    },
    .init(
      33, "layersize with sign and zeros",
      expected: ["warning layer-size-not-canonical 0a5d3a675b33"]
    ) {
      try $0.write($0.layersize(Damage.policy), "+0004400")
    },
    .init(
      34, "layersize is a directory",
      expected: [
        "error layer-size-wrong-kind 0a5d3a675b33", "note parent-unloadable 6d575c58c277",
        "note parent-unloadable 75748585697f",
      ]
    ) {
      try $0.remove($0.layersize(Damage.policy))
      try $0.makeDirectory($0.layersize(Damage.policy))
    },
  ]

  private static let content: [CatalogueCase] = [
    .init(
      35, "content directory missing", .vfs,
      expected: [
        "error layer-content-missing 0a5d3a675b33", "note parent-unloadable 6d575c58c277",
        "note parent-unloadable 75748585697f",
      ]
    ) { try $0.remove($0.content(Damage.policy)) },
    .init(
      36, "diff missing, layers file kept", expected: ["error layer-content-missing 0a5d3a675b33"]
    ) { try $0.remove($0.content(Damage.policy)) },
    .init(37, "content directory emptied", expected: ["error layer-emptied 0a5d3a675b33"]) {
      try $0.remove($0.content(Damage.policy))
      try $0.makeDirectory($0.content(Damage.policy))
    },
    .init(
      37, "content directory emptied", .vfs,
      expected: ["error layer-emptied 6d575c58c277"]
    ) {
      try $0.remove($0.content(Damage.sources))
      try $0.makeDirectory($0.content(Damage.sources))
    },
    .init(
      38, "content directory replaced by a file",
      expected: ["error layer-content-wrong-kind 0a5d3a675b33"]
    ) {
      try $0.remove($0.content(Damage.policy))
      try $0.create($0.content(Damage.policy), "not a directory")
    },
    .init(
      39, "content directory is a symlink", expected: ["error layer-content-symlink 0a5d3a675b33"]
    ) {
      try $0.move($0.content(Damage.policy), "moved-away")
      try $0.link($0.content(Damage.policy), to: "../../moved-away")
    },
    .init(
      42, "aufs layers file missing",
      expected: ["error chain-record-missing 6d575c58c277", "note parent-unloadable 119a74127f94"]
    ) { try $0.remove("aufs/layers/\(Damage.sources)") },
    .init(
      43, "aufs layers file in the wrong order",
      expected: ["error chain-record-differs 6d575c58c277"]
    ) {
      try $0.write("aufs/layers/\(Damage.sources)", "\(Damage.base)\n\(Damage.policy)\n")
    },
    .init(
      44, "aufs layers file lists an unknown layer",
      expected: [
        "error chain-record-unknown-ancestor aufs/layers/6d575c58c277 chain-unknown-ancestor"
      ]
    ) {
      try $0.append(
        "aufs/layers/\(Damage.sources)", String(repeating: "e", count: 64) + "\n")
    },
    .init(
      44, "aufs layers file lists the layer itself",
      expected: ["error chain-record-differs 6d575c58c277"]
    ) {
      try $0.append("aufs/layers/\(Damage.sources)", Damage.sources + "\n")
    },
    .init(
      45, "aufs layers entry is a directory",
      expected: ["error chain-record-wrong-kind 6d575c58c277"]
    ) {
      try $0.remove("aufs/layers/\(Damage.sources)")
      try $0.makeDirectory("aufs/layers/\(Damage.sources)")
    },
  ]

  private static let stranger = String(repeating: "ab", count: 32)

  private static let ownership: [CatalogueCase] = [
    .init(
      40, "layer without graph entry", expected: ["warning orphan-layer aufs/diff/abababababab"]
    ) {
      try $0.create("aufs/diff/\(stranger)/usr/big", String(repeating: "x", count: 50_000))
      try $0.create("aufs/layers/\(stranger)")
      try $0.makeDirectory("aufs/mnt/\(stranger)")
    },
    .init(
      40, "graph entry of a layer removed",
      expected: [
        "error container-image-missing 719ff0283c31", "error reference-dangling shared/app:1.0",
        "warning layer-unregistered aufs/diff/75748585697f",
      ]
    ) { try $0.remove("graph/\(Damage.app)") },
    .init(
      41, "graph entry whose content another driver has",
      expected: [
        "note layer-content-elsewhere 0e739b47d0fe", "note reference-unloadable imported:latest",
      ]
    ) {
      try $0.create("repositories-vfs", #"{"Repositories":{}}"#)
      try $0.makeDirectory("vfs/dir")
      try $0.move($0.content(Damage.imported), "vfs/dir/\(Damage.imported)")
      for place in ["layers", "mnt"] { try $0.remove("aufs/\(place)/\(Damage.imported)") }
    },
    .init(
      46, "half-finished removal",
      expected: [
        "error container-image-missing 719ff0283c31", "error reference-dangling shared/app:1.0",
        "warning removal-unfinished aufs/diff/75748585697f-removing",
      ]
    ) {
      try $0.move($0.content(Damage.app), $0.content(Damage.app) + "-removing")
      try $0.remove("graph/\(Damage.app)")
      try $0.remove("aufs/layers/\(Damage.app)")
      try $0.remove("aufs/mnt/\(Damage.app)")
    },
    .init(
      47, "content where nothing is mounted",
      expected: ["warning stray-mount-content aufs/mnt/0a5d3a675b33"]
    ) {
      try $0.create("aufs/mnt/\(Damage.policy)/lost", "data")
    },
    .init(
      58, "-init without container",
      expected: ["warning orphan-init-layer aufs/diff/a8ed3534b338-init"]
    ) { damage in
      try damage.remove("containers/\(Damage.web)")
      for place in ["diff", "layers", "mnt"] { try damage.remove("aufs/\(place)/\(Damage.web)") }
    },
    .init(
      59, "container without configuration",
      expected: [
        "warning container-remains containers/a8ed3534b338",
        "warning orphan-init-layer aufs/diff/a8ed3534b338-init",
        "warning orphan-layer aufs/diff/a8ed3534b338",
      ]
    ) {
      try $0.remove("containers/\(Damage.web)/config.json")
    },
    .init(60, "staging left behind", expected: ["warning staging-left graph/_tmp/abababababab"]) {
      try $0.create("graph/_tmp/\(stranger)/layersize", "77")
    },
    .init(60, "download left behind", expected: ["warning temporary-left tmp/GetV2ImageBlob123456"])
    { try $0.create("tmp/GetV2ImageBlob123456", "part") },
    .init(61, "stray file in graph", expected: ["note stray-file graph/notes.txt"]) {
      try $0.create("graph/notes.txt", "x")
    },
    .init(61, "lost+found in graph", expected: ["note stray-file graph/lost+found"]) {
      try $0.makeDirectory("graph/lost+found")
    },
    .init(
      62, "id that is no hexadecimal in both places",
      expected: ["warning layer-id-not-hex graph/not-an-id non-hex-id"]
    ) {
      try $0.create(
        "graph/not-an-id/json", #"{"id":"not-an-id","created":"2015-06-19T19:17:21Z","Size":0}"#)
      try $0.create("graph/not-an-id/layersize", "0")
      try $0.makeDirectory($0.content("not-an-id"))
      try $0.create("aufs/layers/not-an-id")
    },
    .init(
      63, "two ids with one short form",
      expected: ["warning short-id-ambiguous graph/75748585697f ambiguous-short-id"]
    ) {
      let id = String(Damage.app.prefix(12)) + String(repeating: "0", count: 52)
      try $0.create(
        "graph/\(id)/json", #"{"id":"\#(id)","created":"2015-06-19T19:17:21Z","Size":0}"# + "\n")
      try $0.create("graph/\(id)/layersize", "0")
      try $0.makeDirectory($0.content(id))
      try $0.create("aufs/layers/\(id)")
    },
    .init(
      64, "extra file in a graph directory",
      expected: ["note metadata-unknown-file graph/75748585697f/notes unknown-file"]
    ) {
      try $0.create("graph/\(Damage.app)/notes", "x")
    },
  ]

  private static let names: [CatalogueCase] = [
    .init(48, "tag of a missing image", expected: ["error reference-dangling shared/app:1.0"]) {
      try $0.replace($0.repositories, Damage.app, stranger)
    },
    .init(49, "tag of a short id", expected: ["error reference-abbreviated shared/app:1.0"]) {
      try $0.replace($0.repositories, Damage.app, String(Damage.app.prefix(12)))
    },
    .init(50, "illegal tag", expected: ["warning reference-illegal-tag shared/app:-1.0!"]) {
      try $0.replace($0.repositories, "\"1.0\"", "\"-1.0!\"")
    },
    .init(
      51, "repositories truncated", expected: ["error repositories-malformed repositories-aufs"]
    ) { try $0.truncate($0.repositories, to: 100) },
    .init(51, "repositories empty", expected: ["error repositories-empty repositories-aufs"]) {
      try $0.write($0.repositories, "")
    },
    .init(
      52, "repositories of a wrong type",
      expected: ["error repositories-malformed repositories-aufs"]
    ) {
      try $0.write($0.repositories, #"{"Repositories":["a"]}"#)
    },
    .init(53, "repositories missing", expected: ["error repositories-missing repositories-aufs"]) {
      try $0.remove($0.repositories)
    },
    .init(
      53, "repositories without a name",
      expected: ["error repositories-no-entries repositories-aufs"]
    ) { try $0.write($0.repositories, "{}") },
    .init(53, "repositories null", expected: ["error repositories-no-entries repositories-aufs"]) {
      try $0.write($0.repositories, "null")
    },
    .init(
      54, "image of a container missing",
      expected: [
        "error chain-record-differs a8ed3534b338-init",
        "error container-image-missing a8ed3534b338",
        "note chain-record-differs-above a8ed3534b338",
      ]
    ) { damage in
      try damage.replace(
        "containers/\(Damage.web)/config.json", "\"Image\":\"\(Damage.command)\"",
        "\"Image\":\"\(stranger)\"")
    },
    .init(
      55, "container configuration truncated",
      expected: ["error container-config-malformed a8ed3534b338"]
    ) {
      try $0.truncate("containers/\(Damage.web)/config.json", to: 100)
    },
    .init(
      55, "container configuration of another",
      expected: ["error container-config-wrong-id a8ed3534b338"]
    ) {
      try $0.replace(
        "containers/\(Damage.web)/config.json", "\"ID\":\"\(Damage.web)\"", "\"ID\":\"\(stranger)\""
      )
    },
    .init(56, "container of another driver", expected: ["note container-other-driver a8ed3534b338"])
    {
      try $0.replace(
        "containers/\(Damage.web)/config.json", "\"Driver\":\"aufs\"", "\"Driver\":\"overlay\"")
    },
    .init(
      57, "layer of a container missing", expected: ["error container-layer-missing a8ed3534b338"]
    ) { try $0.remove($0.content(Damage.web)) },
    .init(65, "checksum garbage", .pulled, expected: ["error checksum-malformed 948c38527c73"]) {
      damage in
      let layer = Damage.pulledApp
      try damage.write("graph/\(layer)/checksum", "sha256:zz")
    },
    .init(66, "link graph missing", expected: ["warning link-graph-missing linkgraph.db"]) {
      try $0.remove("linkgraph.db")
    },
    .init(66, "link graph garbage", expected: ["error link-graph-malformed linkgraph.db"]) {
      try $0.write("linkgraph.db", "garbage")
    },
  ]

  private static let files: [CatalogueCase] = [
    .init(68, "file truncated", expected: ["error layer-size-mismatch 452d574bfe5e"]) {
      try $0.truncate($0.content(Damage.base) + "/usr/bin/perl", to: 100)
    },
    .init(
      68, "file truncated", .vfs,
      expected: [
        "warning layer-size-unexplained 6d575c58c277"
      ]
    ) {
      try $0.truncate($0.content(Damage.sources) + "/etc/apt/sources.list", to: 10)
    },
    .init(
      70, "file became a symlink out of the store",
      expected: ["error layer-size-mismatch 6d575c58c277"]
    ) {
      try $0.remove($0.content(Damage.sources) + "/etc/apt/sources.list")
      try $0.link($0.content(Damage.sources) + "/etc/apt/sources.list", to: "/etc/shadow")
    },
    .init(
      71, "whiteout of nothing", expected: ["note whiteout-of-nothing 0a5d3a675b33 .wh.never-was"]
    ) {
      try $0.create($0.content(Damage.policy) + "/.wh.never-was", mode: 0)
    },
    .init(
      72, "whiteout with content",
      expected: [
        "error layer-size-mismatch 0a5d3a675b33",
        "warning whiteout-not-empty 0a5d3a675b33 .wh.boot",
      ]
    ) {
      try $0.create($0.content(Damage.policy) + "/.wh.boot", "secret")
    },
    .init(
      72, "whiteout that is a directory",
      expected: ["warning whiteout-not-regular 0a5d3a675b33 .wh.boot"]
    ) {
      try $0.makeDirectory($0.content(Damage.policy) + "/.wh.boot")
    },
    .init(
      73, "name beside its whiteout",
      expected: ["warning whiteout-beside-name 6d575c58c277 etc/.wh.apt"]
    ) {
      try $0.create($0.content(Damage.sources) + "/etc/.wh.apt", mode: 0)
    },
    .init(74, "socket in a layer", expected: ["warning socket-in-layer 0a5d3a675b33 s"]) {
      try $0.makeSocket($0.content(Damage.policy) + "/s")
    },
  ]

  private static let tarSplit: [CatalogueCase] = [
    .init(75, "FIFO added", .pulled, expected: ["error file-unexpected 948c38527c73 pipe"]) {
      try $0.makeFIFO($0.content(Damage.pulledApp) + "/pipe")
    },
    .init(
      76, "mode changed", .pulled,
      expected: ["error file-privileges-differ 948c38527c73 opt/app/run.sh"]
    ) {
      try $0.setMode($0.content(Damage.pulledApp) + "/opt/app/run.sh", 0o4755)
    },
    .init(77, "tar-data missing", .pulled, expected: ["error tar-split-missing 948c38527c73"]) {
      try $0.remove("graph/\(Damage.pulledApp)/tar-data.json.gz")
    },
    .init(
      77, "tar-data no gzip", .pulled,
      expected: ["error tar-split-malformed graph/948c38527c73/tar-data.json.gz malformed"]
    ) {
      try $0.write("graph/\(Damage.pulledApp)/tar-data.json.gz", "no gzip")
    },
    .init(
      77, "one bit of a file flipped", .pulled,
      expected: ["error file-content-differs 948c38527c73 opt/app/data.bin"]
    ) {
      try $0.flipBit($0.content(Damage.pulledApp) + "/opt/app/data.bin", at: 100)
    },
    .init(
      77, "file of the tar missing", .pulled,
      expected: ["error file-missing 948c38527c73 opt/app/run.sh"]
    ) {
      try $0.remove($0.content(Damage.pulledApp) + "/opt/app/run.sh")
    },
    .init(
      78, "json no longer has its digest", .pulled,
      expected: ["error content-address-mismatch 948c38527c73"]
    ) {
      try $0.replace($0.json(Damage.pulledApp), "\"os\":\"linux\"", "\"os\":\"Linux\"")
    },
    .init(
      79, "layer_id is not the checksum", .pulled,
      expected: ["error blob-digest-differs graph/948c38527c73/checksum blob-digest-differs"]
    ) { damage in
      let layer = Damage.pulledApp
      try damage.write(
        "graph/\(layer)/checksum", "sha256:" + String(repeating: "0", count: 64))
    },
    .init(
      80, "parent file bad", .pulled,
      expected: [
        "error parent-file-malformed graph/948c38527c73/parent parent-file-malformed"
      ]
    ) {
      try $0.create("graph/\(Damage.pulledApp)/parent", "garbage")
    },
  ]
}
