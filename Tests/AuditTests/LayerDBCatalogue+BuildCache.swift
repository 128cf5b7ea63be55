import Foundation

/// What the build cache owns.
extension LayerDBCatalogue {
  static let buildCache: [LayerDBCase] = [
    .init(
      90, "snapshots.db deleted",
      expected: [
        "note layer-ownership-unknown image/overlay2/layerdb/sha256/78411fec97ca",
        "note layer-ownership-unknown image/overlay2/layerdb/sha256/a2c160f547c4",
        "note layer-ownership-unknown overlay2/7t90btsuji4hfiebu98g9yrs0",
        "note layer-ownership-unknown overlay2/7tmesi4k4rfbgcg3m05c7uzr7",
        "note layer-ownership-unknown overlay2/zz784ojepk21fi5tf1fzq5lah",
        "warning build-cache-database-missing buildkit/snapshots.db",
      ]
    ) {
      try $0.remove("buildkit/snapshots.db")
    },
    .init(
      91, "snapshots.db truncated",
      expected: [
        "error build-cache-database-unusable buildkit/snapshots.db",
        "note layer-ownership-unknown image/overlay2/layerdb/sha256/78411fec97ca",
        "note layer-ownership-unknown image/overlay2/layerdb/sha256/a2c160f547c4",
        "note layer-ownership-unknown overlay2/7t90btsuji4hfiebu98g9yrs0",
        "note layer-ownership-unknown overlay2/7tmesi4k4rfbgcg3m05c7uzr7",
        "note layer-ownership-unknown overlay2/zz784ojepk21fi5tf1fzq5lah",
      ]
    ) {
      try $0.truncate("buildkit/snapshots.db", to: 5_000)
    },
    .init(
      92, "snapshots.db zeroed",
      expected: [
        "error build-cache-database-unusable buildkit/snapshots.db",
        "note layer-ownership-unknown image/overlay2/layerdb/sha256/78411fec97ca",
        "note layer-ownership-unknown image/overlay2/layerdb/sha256/a2c160f547c4",
        "note layer-ownership-unknown overlay2/7t90btsuji4hfiebu98g9yrs0",
        "note layer-ownership-unknown overlay2/7tmesi4k4rfbgcg3m05c7uzr7",
        "note layer-ownership-unknown overlay2/zz784ojepk21fi5tf1fzq5lah",
      ]
    ) {
      try $0.write("buildkit/snapshots.db", Data(count: 32_768))
    },
    .init(
      92, "snapshots.db empty",
      expected: [
        "note layer-ownership-unknown image/overlay2/layerdb/sha256/78411fec97ca",
        "note layer-ownership-unknown image/overlay2/layerdb/sha256/a2c160f547c4",
        "note layer-ownership-unknown overlay2/7t90btsuji4hfiebu98g9yrs0",
        "note layer-ownership-unknown overlay2/7tmesi4k4rfbgcg3m05c7uzr7",
        "note layer-ownership-unknown overlay2/zz784ojepk21fi5tf1fzq5lah",
        "warning build-cache-database-missing buildkit/snapshots.db",
      ]
    ) {
      try $0.write("buildkit/snapshots.db", "")
    },
    .init(
      93, "metadata_v2.db deleted",
      expected: ["warning build-cache-database-missing buildkit/metadata_v2.db"]
    ) {
      try $0.remove("buildkit/metadata_v2.db")
    },
    .init(
      93, "metadata_v2.db truncated",
      expected: ["error build-cache-database-unusable buildkit/metadata_v2.db"]
    ) {
      try $0.truncate("buildkit/metadata_v2.db", to: 5_000)
    },
    .init(
      94, "containerdmeta.db deleted",
      expected: ["warning build-cache-database-missing buildkit/containerdmeta.db"]
    ) {
      try $0.remove("buildkit/containerdmeta.db")
    },
    .init(
      94, "containerdmeta.db zeroed",
      expected: ["error build-cache-database-unusable buildkit/containerdmeta.db"]
    ) {
      try $0.write("buildkit/containerdmeta.db", Data(count: 32_768))
    },
    .init(
      95, "directory of the cache deleted",
      expected: [
        "error build-cache-missing overlay2/7t90btsuji4hfiebu98g9yrs0 build-cache-missing",
        "note orphan-link overlay2/l/LVRFKJA3PKPOGHAPJMCBLLLSUG",
      ]
    ) {
      try $0.remove("overlay2/" + Demo.cacheOnly)
    },
    .init(
      95, "all that only the cache has deleted",
      expected: [
        "error build-cache-missing overlay2/7t90btsuji4hfiebu98g9yrs0 build-cache-missing",
        "error build-cache-missing overlay2/7tmesi4k4rfbgcg3m05c7uzr7 build-cache-missing",
        "error build-cache-missing overlay2/zz784ojepk21fi5tf1fzq5lah build-cache-missing",
        "note orphan-link overlay2/l/2L2J3W6HNJIL6CY2NQJXBAX2GS",
        "note orphan-link overlay2/l/LVRFKJA3PKPOGHAPJMCBLLLSUG",
        "note orphan-link overlay2/l/M7IUN2FX63R4P5VSMAIWGESD73",
      ]
    ) {
      for directory in [Demo.cacheOnly, "7tmesi4k4rfbgcg3m05c7uzr7", "zz784ojepk21fi5tf1fzq5lah"] {
        try $0.remove("overlay2/" + directory)
      }
    },
    .init(
      95, "layer that only the cache holds damaged",
      expected: ["error file-content-differs 78411fec97ca build/out.txt"]
    ) {
      try $0.flipBit(try $0.diff(Demo.cached) + "/build/out.txt", at: 0)
    },
  ]
}
