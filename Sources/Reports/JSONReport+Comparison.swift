import LayerModel

extension SizeComparison {
  func write(to root: inout JSONWriter) {
    root.object("comparison") { object in
      object.field("base", base)
      object.field("complete", isComplete)
      object.array("images") { list in
        for image in images { image.write(to: &list) }
      }
    }
  }
}

extension ImageChange {
  fileprivate func write(to list: inout JSONWriter) {
    list.object { object in
      object.field("id", id)
      object.field("store", store)
      object.field("name", name)
      object.field("platform", platform)
      object.sizes(state, size)
      object.field("layers_before", layersBefore)
      object.field("layers_after", layersAfter)
      object.array("layers") { list in
        for layer in layers { layer.write(to: &list) }
      }
    }
  }
}

extension LayerChange {
  fileprivate func write(to list: inout JSONWriter) {
    list.object { object in
      object.field("id", id)
      object.field("position", position)
      object.field("created_by", createdBy)
      object.sizes(state, size)
      object.field("listed", isListed)
      object.array("places") { list in
        for place in places {
          list.object {
            $0.field("kind", place.kind.rawValue)
            $0.field("path", EscapedText.utf8(place.path.bytes))
            $0.sizes(place.state, place.size)
          }
        }
      }
      object.field("places_left_out", placesLeftOut)
    }
  }
}

extension JSONWriter {
  fileprivate mutating func sizes(_ state: SizeState, _ size: SizeChange) {
    field("state", state.rawValue)
    field("before_bytes", size.before)
    field("after_bytes", size.after)
    field("growth_bytes", state == .unmeasured ? nil : size.growth)
  }
}
