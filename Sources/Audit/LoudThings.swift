package import LayerModel
package import Rules

extension AuditReport {
  /// The layers and blobs of which findings tell what only reading them again can tell again, by store.
  package func loudThings(under rules: RuleSet) -> [String: Set<PastReadings.Subject>] {
    let ofContent = Set(
      rules.rules.filter { $0.need == .content || $0.need == .baseline }.map(\.id))
    var loud: [String: Set<PastReadings.Subject>] = [:]
    for finding in findings where ofContent.contains(finding.rule) {
      if let layer = finding.layer { loud[finding.store, default: []].insert(.layer(layer)) }
      if let path = finding.path { loud[finding.store, default: []].insert(.blob(path)) }
    }
    for store in stores {
      let unread = store.measurements.problems.compactMap(\.layer)
      let faulty = store.measurements.layers.filter { !$0.value.entries.isEmpty }.keys
      loud[store.record.location.id, default: []].formUnion(
        (unread + faulty).map { .layer($0) })
    }
    return loud
  }
}
