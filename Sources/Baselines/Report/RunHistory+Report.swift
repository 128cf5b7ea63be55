internal import GoJSON
internal import LayerModel

extension ReadingGoal {
  init(ofReport value: JSONValue) throws(JSONTypeError) {
    self.init()
    maxAge = try value.int64("max_age_seconds")
    maxDuration = try value.int64("max_duration_seconds")
    skipsUnchanged = try value.flag("skip_unchanged")
  }
}

extension RunHistory {
  init(ofReport value: JSONValue) throws(JSONTypeError) {
    self.init(directory: try value.path("directory"))
    problem = try value.string("problem")
    for run in try value.list("unended_runs") {
      unended.append(
        Unended(runID: try run.text("run_id"), startedAt: try run.time("started_at")))
    }
    for trend in try value.list("trends") {
      var points: [TrendPoint] = []
      for run in try trend.list("runs") { points.append(try TrendPoint(ofReport: run)) }
      trends[try trend.text("store")] = points
    }
  }
}

extension TrendPoint {
  private static let sizeSuffix = "_bytes"

  fileprivate init(ofReport value: JSONValue) throws(JSONTypeError) {
    self.init(
      runID: try value.text("run_id"), startedAt: try value.time("started_at"),
      level: try value.word("level"), verdict: try value.text("verdict"))
    isComplete = try value.flag("complete")
    errors = try value.count("errors")
    warnings = try value.count("warnings")
    layers = try value.count("layers")
    layersVerified = try value.count("layers_verified")
    layersDamaged = try value.count("layers_damaged")
    bytesRead = try value.bytes("bytes_read")
    duration = try value.seconds("duration_seconds")
    let sizes = try value.part("sizes")
    for member in sizes.entries {
      guard member.key.hasSuffix(Self.sizeSuffix) else {
        throw JSONTypeError(key: "sizes", expected: "an object of numbers of bytes")
      }
      self.sizes[String(member.key.dropLast(Self.sizeSuffix.count))] =
        try sizes.bytes(member.key)
    }
  }
}
