internal import GoJSON
internal import LayerModel

extension Ledger {
  /// The sums follow from the classes.
  init(ofReport value: JSONValue) throws(JSONTypeError) {
    self.init()
    for entry in try value.list("classes") {
      classes[try entry.word("class")] = try DiskSize(ofReport: entry)
    }
    for place in try value.list("places") {
      places.append(
        LedgerPlace(
          key: PlaceKey(try place.word("class"), try place.path("path")),
          size: try DiskSize(ofReport: place)))
    }
    for gap in try value.list("gaps") {
      gaps.append(LedgerGap(path: try gap.path("path"), reason: try gap.text("reason")))
    }
    sharing = try value.optional("sharing") { (value) throws(JSONTypeError) in
      try BlockSharing(ofReport: value)
    }
  }
}

extension BlockSharing {
  fileprivate init(ofReport value: JSONValue) throws(JSONTypeError) {
    self.init()
    files = try value.count("files")
    counted = try value.bytes("counted_bytes")
    once = try value.bytes("once_bytes")
    unknown = try value.string("unknown")
  }
}

extension DiskSize {
  fileprivate init(ofReport value: JSONValue) throws(JSONTypeError) {
    self.init(
      apparent: try value.bytes("apparent_bytes"), allocated: try value.bytes("allocated_bytes"))
  }
}
