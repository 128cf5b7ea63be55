import Foundation

/// Containers and their mounts.
extension LayerDBCatalogue {
  static let containers: [LayerDBCase] = [
    .init(
      76, "mount missing",
      expected: [
        "error container-mount-missing 1f6cd33467c8",
        "note layer-ownership-unknown overlay2/4e25419258a0",
        "note layer-ownership-unknown overlay2/4e25419258a0-init",
      ], affects: ["ran1"]
    ) {
      try $0.remove($0.mount(Demo.ran))
    },
    .init(
      77, "mount-id garbage",
      expected: [
        "error container-mount-unusable 1f6cd33467c8",
        "note layer-ownership-unknown overlay2/4e25419258a0",
      ]
    ) {
      try $0.write($0.mount(Demo.ran) + "/mount-id", "garbage")
    },
    .init(
      78, "mount-id of nothing",
      expected: [
        "error container-layer-missing 1f6cd33467c8",
        "note layer-ownership-unknown overlay2/4e25419258a0",
      ]
    ) {
      try $0.write($0.mount(Demo.ran) + "/mount-id", Demo.stranger)
    },
    .init(
      79, "mount on an unknown layer",
      expected: ["error container-mount-parent-unusable 1f6cd33467c8"]
    ) {
      try $0.write($0.mount(Demo.ran) + "/parent", "sha256:" + Demo.stranger)
    },
    .init(
      80, "init layer missing", expected: ["error container-init-missing 1f6cd33467c8"],
      affects: ["ran1"]
    ) {
      try $0.remove("overlay2/\(Demo.ranMount)-init")
    },
    .init(
      81, "mount's parent missing", expected: ["error container-mount-parent-missing 1f6cd33467c8"]
    ) {
      try $0.remove($0.mount(Demo.ran) + "/parent")
    },
    .init(
      82, "configuration garbage", expected: ["error container-config-malformed 1f6cd33467c8"]
    ) {
      try $0.write($0.container(Demo.ran) + "/config.v2.json", "garbage")
    },
    .init(
      82, "configuration empty", expected: ["error container-config-malformed 1f6cd33467c8"]
    ) {
      try $0.write($0.container(Demo.ran) + "/config.v2.json", "")
    },
    .init(
      83, "directory of another name",
      expected: [
        "error container-config-wrong-id abababababab",
        "note layer-ownership-unknown image/overlay2/layerdb/mounts/1f6cd33467c8",
      ]
    ) {
      try $0.move($0.container(Demo.ran), $0.container(Demo.stranger))
    },
    .init(
      84, "image unknown", expected: ["note container-image-unknown 1f6cd33467c8"]
    ) {
      try $0.replace($0.container(Demo.ran) + "/config.v2.json", Demo.appImage, Demo.stranger)
    },
    .init(
      85, "another driver", expected: ["warning container-driver-differs 1f6cd33467c8"]
    ) {
      try $0.replace(
        $0.container(Demo.ran) + "/config.v2.json", "\"Driver\":\"overlay2\"", "\"Driver\":\"aufs\""
      )
    },
    .init(
      86, "host settings missing", expected: ["warning host-config-unusable 1f6cd33467c8"]
    ) {
      try $0.remove($0.container(Demo.ran) + "/hostconfig.json")
    },
    .init(
      78, "layer of a container missing", expected: ["error container-layer-missing 1f6cd33467c8"]
    ) {
      try $0.remove("overlay2/\(Demo.ranMount)")
    },
    .init(
      78, "diff of a container missing", expected: ["error container-layer-missing 1f6cd33467c8"]
    ) {
      try $0.remove("overlay2/\(Demo.ranMount)/diff")
    },
    .init(
      79, "mount on another layer", expected: ["error container-mount-parent-differs 1f6cd33467c8"]
    ) {
      try $0.write($0.mount(Demo.ran) + "/parent", "sha256:" + Demo.other)
    },
  ]
}
