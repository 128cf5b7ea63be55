/// What every damage does that keeps the daemon from reading a layer's JSON.
func lostMetadata(_ layer: String) -> [String] {
  [
    "author: me → nil", "comment: step → nil",
    #"configuration: [Cmd=["/bin/sh"], Env=["A=1"]] → []"#,
    "created: Timestamp(seconds: 1434741441, nanoseconds: 500000000) → nil",
    "createdBy: /bin/sh -c #(nop) ADD & run → nil", "createdState: ok → nil",
    "declaredID: \(layer) → nil", "declaredIDState: match → nil", "metadataSize: 5 → nil",
    "toolVersion: 1.7.1 → nil",
  ].map { "layer \(layer) \($0)" }
}

/// What follows for all that is built on a layer whose chain is broken, itself included or not.
func brokenChain(from layer: String) -> [String] {
  let depths = ["BASE": 0, "SECOND": 1, "THIRD": 2, "TOP": 3, "WEB-init": 4, "WEB": 5]
  let first = depths[layer] ?? 0
  return ["image TOP isComplete: true → false"]
    + depths.filter { $0.value >= first }.map { "layer \($0.key) depth: \($0.value) → nil" }
}
