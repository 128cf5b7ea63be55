internal import GoJSON
internal import LayerModel

extension SizeComparison {
  init(ofReport value: JSONValue) throws(JSONTypeError) {
    self.init(base: try value.text("base"))
    isWhole = try value.flag("complete")
    for image in try value.list("images") { images.append(try ImageChange(ofReport: image)) }
  }
}

extension ImageChange {
  fileprivate init(ofReport value: JSONValue) throws(JSONTypeError) {
    let profile = ImageProfile(
      id: ImageID(try value.text("id")), store: try value.text("store"),
      names: [try value.text("name")], platform: try value.string("platform"), layers: [])
    self.init(profile, try value.word("state"), try SizeChange(ofReport: value))
    layersBefore = try value.optionalCount("layers_before")
    layersAfter = try value.optionalCount("layers_after")
    before = layersBefore == nil ? nil : profile
    after = layersAfter == nil ? nil : profile
    for layer in try value.list("layers") { layers.append(try LayerChange(ofReport: layer)) }
  }
}

extension LayerChange {
  fileprivate init(ofReport value: JSONValue) throws(JSONTypeError) {
    var profile = LayerProfile(id: LayerID(try value.text("id")), identity: "")
    profile.createdBy = try value.string("created_by")
    self.init(
      profile, position: try value.count("position"), try value.word("state"),
      try SizeChange(ofReport: value))
    isListed = try value.flag("listed")
    placesLeftOut = try value.count("places_left_out")
    for place in try value.list("places") {
      var change = PlaceChange(
        try place.word("kind"), BytePath(try place.text("path")), try SizeChange(ofReport: place))
      change.state = try place.word("state")
      places.append(change)
    }
  }
}

extension SizeChange {
  fileprivate init(ofReport value: JSONValue) throws(JSONTypeError) {
    self.init(
      before: try value.optionalBytes("before_bytes"),
      after: try value.optionalBytes("after_bytes"))
  }
}
