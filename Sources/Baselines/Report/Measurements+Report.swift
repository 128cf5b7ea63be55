internal import GoJSON
internal import LayerModel

extension LayerMeasurement {
  /// `nil` for a layer that was not looked at.
  init?(ofReport value: JSONValue) throws(JSONTypeError) {
    self.init()
    guard let files = try value.optionalCount("files") else { return nil }
    totals.files = files
    totals.directories = try value.count("directories")
    totals.symlinks = try value.count("symlinks")
    totals.specials = try value.count("specials")
    totals.whiteouts = try value.count("whiteouts")
    totals.opaqueDirectories = try value.count("opaque_directories")
    totals.apparent = try value.bytes("content_bytes")
    totals.allocated = try value.bytes("allocated_bytes")
    sizeByWalk = try value.optionalBytes("size_by_walk_bytes")
    sizeByChanges = try value.optionalBytes("size_by_changes_bytes")
    sizeByRegularChanges = try value.optionalBytes("size_by_regular_changes_bytes")
    sizeByTar = try value.optionalBytes("size_by_tar_bytes")
    contentDigest = try value.digest("content_sha256")
    tarDigest = try value.digest("tar_sha256")
    verification = try value.word("verification")
    verificationReason = try value.string("verification_reason")
    entries = try value.standIns("entry_faults", of: EntryFault(.extra, path: ""))
    entriesLeftOut = try value.count("entry_faults_left_out")
    listing = try value.listing()
    reading = try ContentReading(ofReport: value)
  }
}

extension BlobMeasurement {
  /// `nil` for a blob that was not looked at.
  init?(ofReport value: JSONValue) throws(JSONTypeError) {
    self.init()
    guard try value.optionalCount("faults") != nil else { return nil }
    digest = try value.blobDigest("actual_digest")
    compression = try value.string("compression")
    diffID = try value.digest("diff_id")
    inflated = try value.optionalBytes("inflated_bytes")
    tarEntries = try value.optionalCount("tar_entries")
    tarContent = try value.optionalBytes("tar_content_bytes")
    verification = try value.word("verification")
    verificationReason = try value.string("verification_reason")
    faults = try value.standIns("faults", of: BlobFault(.notTar))
    faultsLeftOut = try value.count("faults_left_out")
    reading = try ContentReading(ofReport: value)
  }
}

extension ContentReading {
  fileprivate init(ofReport value: JSONValue) throws(JSONTypeError) {
    self.init()
    readAt = try value.optionalTime("read_at")
    isEarlier = try value.flag("read_earlier")
    isLeft = try value.flag("left")
  }
}

extension JSONValue {
  /// More than any layer's faults that a report counts apart.
  private var faultLimit: Int { 4_096 }

  /// As many stand-ins as there were faults, which a report only counts.
  fileprivate func standIns<Fault>(
    _ name: String, of fault: Fault
  ) throws(JSONTypeError) -> [Fault] {
    let number = try count(name)
    guard number <= faultLimit else {
      throw JSONTypeError(key: name, expected: "a number up to \(faultLimit)")
    }
    return Array(repeating: fault, count: number)
  }
}
