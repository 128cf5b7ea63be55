/// The store of Docker 1.7.1 with the aufs driver: `graph/` for the claims, `aufs/` for the files.
struct DockerGraphAufs: StoreFormat {
  let layerDirectory = "aufs/diff"
  let contentBar = 1.15

  func write(_ plan: StorePlan, to root: String) throws -> TreeTotals {
    try makeDirectory("\(root)/graph", mode: 0o700)
    try makeDirectory("\(root)/graph/_tmp", mode: 0o700)
    try makeDirectory("\(root)/containers", mode: 0o700)
    for name in ["aufs", "aufs/diff", "aufs/layers", "aufs/mnt"] {
      try makeDirectory("\(root)/\(name)")
    }
    try writeText(repositories(plan), to: "\(root)/repositories-aufs")
    return try plan.writeLayers { try writeLayer($0, of: plan, to: root) }
      .reduce(TreeTotals(), +)
  }

  private func writeLayer(_ index: Int, of plan: StorePlan, to root: String) throws -> TreeTotals {
    let layer = plan.layers[index]
    let ancestors = plan.ancestors(of: index)
    try makeDirectory("\(root)/aufs/diff/\(layer.id)")
    try makeDirectory("\(root)/aufs/mnt/\(layer.id)")
    try writeText(
      ancestors.map { plan.layers[$0].id + "\n" }.joined(),
      to: "\(root)/aufs/layers/\(layer.id)", mode: 0o644)

    var totals = TreeTotals()
    if layer.files > 0 {
      // Every second layer restores what the one below it deletes.
      totals = try LayerTree.write(
        layer, to: "\(root)/aufs/diff/\(layer.id)", deletes: ancestors.count % 2 == 1,
        whiteouts: .files)
    }
    try makeDirectory("\(root)/graph/\(layer.id)", mode: 0o700)
    try writeText(String(totals.bytes), to: "\(root)/graph/\(layer.id)/layersize")
    try writeText(
      json(index, of: plan, size: totals.bytes), to: "\(root)/graph/\(layer.id)/json")
    return totals
  }

  private func repositories(_ plan: StorePlan) -> String {
    let entries = plan.images.map { "\"\($0.name)\":{\"latest\":\"\(plan.layers[$0.top].id)\"}" }
    return "{\"Repositories\":{\(entries.joined(separator: ","))}}"
  }

  /// Key order and the final newline are those of Go's encoder on the 1.7.1 structure.
  private func json(_ index: Int, of plan: StorePlan, size: Int) -> String {
    let layer = plan.layers[index]
    let parent = layer.parent.map { plan.layers[$0].id }
    let isEmpty = layer.files == 0
    let step = isEmpty ? "#(nop) CMD [\\\"/bin/sh\\\"]" : "#(nop) ADD dir:\(layer.id) in /"
    let minute = index % 60
    let created = "2015-06-22T1\(index / 60):\(minute < 10 ? "0" : "")\(minute):00.5Z"
    return "{\"id\":\"\(layer.id)\"," + (parent.map { "\"parent\":\"\($0)\"," } ?? "")
      + "\"created\":\"\(created)\","
      + "\"container_config\":\(config(command: "[\"/bin/sh\",\"-c\",\"\(step)\"]")),"
      + "\"docker_version\":\"1.7.1\","
      + "\"config\":\(config(command: isEmpty ? "[\"/bin/sh\"]" : "null")),"
      + "\"architecture\":\"amd64\",\"os\":\"linux\",\"Size\":\(size)}\n"
  }

  private func config(command: String) -> String {
    """
    {"Hostname":"","Domainname":"","User":"","AttachStdin":false,"AttachStdout":false,\
    "AttachStderr":false,"PortSpecs":null,"ExposedPorts":null,"Tty":false,"OpenStdin":false,\
    "StdinOnce":false,"Env":["PATH=/usr/local/sbin:/usr/bin:/bin"],"Cmd":\(command),"Image":"",\
    "Volumes":null,"VolumeDriver":"","WorkingDir":"","Entrypoint":null,"NetworkDisabled":false,\
    "MacAddress":"","OnBuild":null,"Labels":{}}
    """
  }
}
