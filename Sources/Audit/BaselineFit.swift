package import Baselines
package import LayerModel

/// Whether a baseline is one of the stores that are to be audited.
package enum BaselineFit {
  /// Refuses a baseline that has none of the layers, which would compare nothing and say nothing.
  package static func check(
    _ baseline: Baseline, against records: [StoreRecord]
  ) throws(AuditFailure) {
    let keys = records.flatMap { record in
      BaselineRun.layers(of: record).map { Baseline.Key(store: record.location, layer: $0.id) }
    }
    if keys.isEmpty && baseline.digests.isEmpty { return }
    guard !keys.contains(where: { baseline.digests[$0] != nil }) else { return }
    throw .foreignBaseline(baseline.path, stores: records.map(\.location))
  }
}
