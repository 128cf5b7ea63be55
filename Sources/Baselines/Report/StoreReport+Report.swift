internal import GoJSON
internal import LayerModel

extension StoreReport {
  init(ofReport value: JSONValue) throws(JSONTypeError) {
    self.init(
      record: StoreRecord(
        location: StoreLocation(
          kind: try value.word("kind"), driver: try value.text("driver"),
          root: try value.path("root"))),
      measurements: StoreMeasurements(), ledger: try Ledger(ofReport: value.part("ledger")))
    record.isLive = try value.flag("live")
    for layer in try value.list("layers") {
      let claim = try LayerClaim(ofReport: layer)
      measurements.layers[claim.id] = try LayerMeasurement(ofReport: layer)
      record.layers.append(claim)
    }
    var sizes: [ImageSize] = []
    for image in try value.list("images") {
      let size = try ImageSize(ofReport: image)
      record.images.append(size.image)
      sizes.append(size)
    }
    for container in try value.list("containers") {
      record.containers.append(try ContainerClaim(ofReport: container))
    }
    for blob in try value.list("blobs") {
      let claim = try BlobClaim(ofReport: blob)
      measurements.blobs[claim.path] = try BlobMeasurement(ofReport: blob)
      record.blobs.append(claim)
    }
    try readRest(value)
    told = ToldStore(imageSizes: sizes, repairs: try StoreRepairs(ofReport: value.part("plan")))
  }

  private mutating func readRest(_ value: JSONValue) throws(JSONTypeError) {
    for reference in try value.list("references") {
      record.references.append(try ReferenceClaim(ofReport: reference))
    }
    for leftover in try value.list("leftovers") {
      let path = try leftover.path("path")
      record.leftovers.append(
        Leftover(
          try leftover.word("kind"), path: path, layer: try leftover.identifier("layer"),
          changedAt: try leftover.optionalTime("changed_at")?.seconds,
          ownershipKnown: try leftover.flag("ownership_known")))
      guard let allocated = try leftover.optionalBytes("allocated_bytes") else { continue }
      measurements.leftovers[path, default: TreeTotals()].allocated = allocated
    }
    for root in try value.list("searched_roots") {
      record.searchedRoots.append(
        SearchedRoot(
          name: try root.text("name"), path: try root.path("path"),
          owners: try root.optionalCount("owners")))
    }
    for document in try value.list("documents") {
      record.documents.append(
        DocumentClaim(
          kind: try document.text("kind"), path: try document.path("path"),
          state: try document.text("state")))
    }
    for problem in try value.list("problems") {
      record.problems.append(
        AttributedProblem(
          .reported(
            try problem.path("path"), cause: try problem.text("cause"),
            detail: try problem.text("detail")), layer: try problem.identifier("layer")))
    }
  }
}
