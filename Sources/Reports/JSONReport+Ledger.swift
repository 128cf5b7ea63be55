import LayerModel

extension Ledger {
  /// The keys of a ledger's object.
  func write(to object: inout JSONWriter) {
    for (name, count) in columns { object.field(name + "_bytes", count) }
    object.field("apparent_bytes", total?.apparent)
    object.field("complete", isMeasured && gaps.isEmpty)
    object.array("classes") { list in
      for name in LedgerClass.allCases {
        guard let size = classes[name] else { continue }
        list.object {
          $0.field("class", name.rawValue)
          $0.write(size)
        }
      }
    }
    object.array("places") { list in
      for place in places {
        list.object {
          $0.field("class", place.key.name.rawValue)
          $0.path("path", place.key.path)
          $0.write(place.size)
        }
      }
    }
    object.array("gaps") { list in
      for gap in gaps {
        list.object {
          $0.path("path", gap.path)
          $0.field("reason", gap.reason)
        }
      }
    }
    guard let sharing else { return object.field("sharing", nil) }
    object.object("sharing") {
      $0.field("files", sharing.files)
      $0.field("counted_bytes", sharing.counted)
      $0.field("once_bytes", sharing.once)
      $0.field("unknown", sharing.unknown)
    }
  }
}

extension JSONWriter {
  fileprivate mutating func write(_ size: DiskSize) {
    field("allocated_bytes", size.allocated)
    field("apparent_bytes", size.apparent)
  }
}
