/// Damage to containers and their mounts: what the record of the fixture becomes and what an audit says of it.
extension LayerDBDamage {
  private typealias F = LayerDBFixture

  static let containers: [LayerDBDamage] = [
    .init(
      75, "a mount without its container",
      changes: [
        "+ orphan-mount image/overlay2/layerdb/mounts/WEB",
        "- container WEB",
        "root containers owners: 1 → 0",
      ],
      findings: [
        "warning orphan-mount image/overlay2/layerdb/mounts/WEB"
      ]
    ) {
      try $0.remove("containers/\(F.container)")
    },
    .init(
      76, "a container without its mount",
      changes: [
        "+ orphan-init overlay2/RW-init perhaps owned",
        "+ orphan-layer overlay2/RW perhaps owned",
        "container WEB contentState: present → unknown",
        "container WEB initState: present → unknown",
        "container WEB layers: [RW-init, RW] → []",
        "container WEB mountParentActual: TOP → nil",
        "container WEB mountParentExpected: TOP → nil",
        "container WEB mountParentState: match → nil",
        "container WEB mountState: ok → missing",
        "layer RW chainPath: overlay2/RW/lower → nil",
        "layer RW chainState: match → nil",
        "layer RW depth: 4 → nil",
        "layer RW linkPath: overlay2/RW/link → nil",
        "layer RW linkState: ok → nil",
        "layer RW parent: RW-init → nil",
        "layer RW parentState: present → nil",
        "layer RW role: container → unclaimed",
        "layer RW-init chainPath: overlay2/RW-init/lower → nil",
        "layer RW-init chainState: match → nil",
        "layer RW-init depth: 3 → nil",
        "layer RW-init linkPath: overlay2/RW-init/link → nil",
        "layer RW-init linkState: ok → nil",
        "layer RW-init parent: TOP → nil",
        "layer RW-init parentState: present → nil",
        "layer RW-init role: containerInit → unclaimed",
        "root mounts owners: 1 → 0",
      ],
      findings: [
        "error container-mount-missing WEB",
        "note layer-ownership-unknown overlay2/RW",
        "note layer-ownership-unknown overlay2/RW-init",
      ]
    ) {
      try $0.remove($0.mountEntry)
    },
    .init(
      77, "a mount id that is garbage",
      changes: [
        "+ orphan-layer overlay2/RW perhaps owned",
        "container WEB contentState: present → unknown",
        "container WEB layers: [RW-init, RW] → [RW-init]",
        "container WEB mountParentActual: TOP → mount-id: \"../x\"",
        "container WEB mountParentExpected: TOP → nil",
        "container WEB mountParentState: match → nil",
        "container WEB mountState: ok → malformed",
        "layer RW chainPath: overlay2/RW/lower → nil",
        "layer RW chainState: match → nil",
        "layer RW depth: 4 → nil",
        "layer RW linkPath: overlay2/RW/link → nil",
        "layer RW linkState: ok → nil",
        "layer RW parent: RW-init → nil",
        "layer RW parentState: present → nil",
        "layer RW role: container → unclaimed",
      ],
      findings: [
        "error container-mount-unusable WEB",
        "note layer-ownership-unknown overlay2/RW",
      ]
    ) {
      try $0.overwrite("\($0.mountEntry)/mount-id", Array("../x".utf8))
    },
    .init(
      77, "a mount with nothing but its id",
      changes: [
        "+ init-id-missing image/overlay2/layerdb/mounts/WEB/init-id RW-init→",
        "+ orphan-init overlay2/RW-init perhaps owned",
        "container WEB initState: present → unknown",
        "container WEB layers: [RW-init, RW] → [RW]",
        "container WEB mountParentActual: TOP → nil",
        "container WEB mountParentState: match → missing",
        "layer RW chainPath: overlay2/RW/lower → nil",
        "layer RW chainState: match → nil",
        "layer RW depth: 4 → 0",
        "layer RW parent: RW-init → nil",
        "layer RW parentState: present → root",
        "layer RW-init chainPath: overlay2/RW-init/lower → nil",
        "layer RW-init chainState: match → nil",
        "layer RW-init depth: 3 → nil",
        "layer RW-init linkPath: overlay2/RW-init/link → nil",
        "layer RW-init linkState: ok → nil",
        "layer RW-init parent: TOP → nil",
        "layer RW-init parentState: present → nil",
        "layer RW-init role: containerInit → unclaimed",
      ],
      findings: [
        "error container-mount-parent-missing WEB",
        "note layer-ownership-unknown overlay2/RW-init",
        "warning init-id-missing image/overlay2/layerdb/mounts/WEB/init-id init-id-missing",
      ]
    ) { fixture in
      try fixture.remove("\(fixture.mountEntry)/init-id")
      try fixture.remove("\(fixture.mountEntry)/parent")
    },
    .init(
      78, "a mount id that is nowhere",
      changes: [
        "+ layer WEB",
        "+ orphan-layer overlay2/RW perhaps owned",
        "container WEB contentState: present → missing",
        "container WEB layers: [RW-init, RW] → [RW-init, WEB]",
        "layer RW chainPath: overlay2/RW/lower → nil",
        "layer RW chainState: match → nil",
        "layer RW depth: 4 → nil",
        "layer RW linkPath: overlay2/RW/link → nil",
        "layer RW linkState: ok → nil",
        "layer RW parent: RW-init → nil",
        "layer RW parentState: present → nil",
        "layer RW role: container → unclaimed",
      ],
      findings: [
        "error container-layer-missing WEB",
        "note layer-ownership-unknown overlay2/RW",
      ]
    ) {
      try $0.overwrite("\($0.mountEntry)/mount-id", Array(F.container.utf8))
    },
    .init(
      79, "a mount on a layer that is not registered",
      changes: [
        "container WEB mountParentActual: TOP → WEB",
        "container WEB mountParentState: match → unknown-layer",
        "layer RW depth: 4 → nil",
        "layer RW-init depth: 3 → nil",
        "layer RW-init parent: TOP → WEB",
        "layer RW-init parentState: present → missing",
      ],
      findings: [
        "error container-mount-parent-unusable WEB"
      ]
    ) {
      try $0.overwrite("\($0.mountEntry)/parent", Array("sha256:\(F.container)".utf8))
    },
    .init(
      79, "a mount on another layer than the image's",
      changes: [
        "container WEB mountParentActual: TOP → MIDDLE",
        "container WEB mountParentState: match → differs",
        "layer RW depth: 4 → 3",
        "layer RW-init depth: 3 → 2",
        "layer RW-init parent: TOP → MIDDLE",
      ],
      findings: [
        "error container-mount-parent-differs WEB"
      ]
    ) {
      try $0.overwrite("\($0.mountEntry)/parent", Array("sha256:\(F.middle)".utf8))
    },
    .init(
      80, "an init layer that is gone",
      changes: [
        "container WEB initState: present → missing",
        "layer RW-init chainPath: overlay2/RW-init/lower → nil",
        "layer RW-init chainState: match → nil",
        "layer RW-init content: own-entries-devices overlay2/RW-init/diff on nothing → nil",
        "layer RW-init contentPath: overlay2/RW-init/diff → overlay2/RW-init",
        "layer RW-init contentState: directory → missing",
        "layer RW-init linkPath: overlay2/RW-init/link → nil",
        "layer RW-init linkState: ok → nil",
      ],
      findings: [
        "error container-init-missing WEB"
      ]
    ) {
      try $0.remove("overlay2/\(F.initLayer)")
    },
    .init(
      81, "a mount without its parent",
      changes: [
        "container WEB mountParentActual: TOP → nil",
        "container WEB mountParentState: match → missing",
        "layer RW depth: 4 → 1",
        "layer RW-init depth: 3 → 0",
        "layer RW-init parent: TOP → nil",
        "layer RW-init parentState: present → root",
      ],
      findings: [
        "error container-mount-parent-missing WEB"
      ]
    ) {
      try $0.remove("\($0.mountEntry)/parent")
    },
    .init(
      82, "a configuration that is garbage",
      changes: [
        "+ problem malformed containers/WEB/config.v2.json",
        "container WEB configState: ok → malformed",
        "container WEB driver: overlay2 → nil",
        "container WEB image: APP → nil",
        "container WEB imageState: present → unknown",
        "container WEB mountParentExpected: TOP → nil",
        "container WEB mountParentState: match → unchecked",
        "container WEB name: web → ",
      ],
      findings: [
        "error container-config-malformed WEB"
      ]
    ) {
      try $0.overwrite($0.containerConfig, Array("{".utf8))
    },
    .init(
      82, "a container without configuration",
      changes: [
        "+ container-remains containers/WEB",
        "+ orphan-mount image/overlay2/layerdb/mounts/WEB",
        "- container WEB",
        "root containers owners: 1 → 0",
      ],
      findings: [
        "warning container-remains containers/WEB",
        "warning orphan-mount image/overlay2/layerdb/mounts/WEB",
      ]
    ) {
      try $0.remove($0.containerConfig)
    },
    .init(
      83, "a configuration of another container",
      changes: [
        "container WEB configState: ok → wrong-id"
      ],
      findings: [
        "error container-config-wrong-id WEB"
      ]
    ) {
      try $0.edit($0.containerConfig, "\"ID\":\"5e", "\"ID\":\"5f")
    },
    .init(
      84, "a container of an unknown image",
      changes: [
        "container WEB image: APP → RW",
        "container WEB imageState: present → missing",
        "container WEB mountParentExpected: TOP → nil",
        "container WEB mountParentState: match → unchecked",
      ],
      findings: [
        "note container-image-unknown WEB"
      ]
    ) {
      try $0.edit($0.containerConfig, "sha256:\(F.app)", "sha256:\(F.mount)")
    },
    .init(
      85, "a container of another driver",
      changes: [
        "container WEB configState: ok → other-driver",
        "container WEB driver: overlay2 → aufs",
        "container WEB hostConfigState: ok → nil",
        "container WEB mountParentActual: TOP → nil",
        "container WEB mountParentExpected: TOP → nil",
        "container WEB mountParentState: match → nil",
        "container WEB mountPath: image/overlay2/layerdb/mounts/WEB → nil",
        "container WEB mountState: ok → nil",
      ],
      findings: [
        "warning container-driver-differs WEB"
      ]
    ) {
      try $0.edit($0.containerConfig, "overlay2", "aufs")
    },
    .init(
      86, "a container without its host settings",
      changes: [
        "container WEB hostConfigState: ok → missing"
      ],
      findings: [
        "warning host-config-unusable WEB"
      ]
    ) {
      try $0.remove("containers/\(F.container)/hostconfig.json")
    },
    .init(
      86, "host settings that are garbage",
      changes: [
        "+ problem malformed containers/WEB/hostconfig.json",
        "container WEB hostConfigState: ok → malformed",
      ],
      findings: [
        "warning host-config-unusable WEB"
      ]
    ) {
      try $0.write("containers/\(F.container)/hostconfig.json", "[")
    },
    .init(
      75, "two mounts with one layer",
      changes: [
        "+ mount-id-duplicate image/overlay2/layerdb/mounts/viewofthebuildcacheaaaaaaa →RW",
        "+ mount-id-duplicate image/overlay2/layerdb/mounts/viewofthebuildcacheaaaaaaa →RW-init",
        "+ orphan-mount image/overlay2/layerdb/mounts/viewofthebuildcacheaaaaaaa",
        "root mounts owners: 1 → 2",
      ],
      findings: [
        "error mount-id-duplicate image/overlay2/layerdb/mounts/viewofthebuildcacheaaaaaaa mount-id-duplicate",
        "error mount-id-duplicate image/overlay2/layerdb/mounts/viewofthebuildcacheaaaaaaa mount-id-duplicate",
        "warning orphan-mount image/overlay2/layerdb/mounts/viewofthebuildcacheaaaaaaa",
      ]
    ) { fixture in
      for (name, id) in [
        ("mount-id", F.mount), ("init-id", F.initLayer), ("parent", "sha256:\(F.top)"),
      ] {
        try fixture.write("\(fixture.images)/layerdb/mounts/viewofthebuildcacheaaaaaaa/\(name)", id)
      }
    },
  ]
}
