import LayerModel

extension TrendPoint {
  /// Every key, whatever is known of the run.
  func write(to list: inout JSONWriter) {
    list.object { object in
      object.field("run_id", runID)
      object.field("started_at", startedAt)
      object.field("level", level.rawValue)
      object.field("verdict", verdict)
      object.field("complete", isComplete)
      object.field("errors", errors)
      object.field("warnings", warnings)
      object.field("layers", layers)
      object.field("layers_verified", layersVerified)
      object.field("layers_damaged", layersDamaged)
      object.field("bytes_read", bytesRead)
      object.field("duration_seconds", Seconds(duration))
      object.object("sizes") { sizes in
        for (name, count) in self.sizes.sorted(by: { $0.key < $1.key }) {
          sizes.field(name + "_bytes", count)
        }
      }
    }
  }
}
