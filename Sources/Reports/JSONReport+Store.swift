import LayerModel

extension StoreReport {
  func writeHead(to object: inout JSONWriter) {
    object.field("id", record.location.id)
    object.field("kind", record.location.kind.rawValue)
    object.field("driver", record.location.driver)
    object.path("root", record.location.root)
    object.field("live", record.isLive)
    object.object("ledger") { ledger.write(to: &$0) }
  }

  func write(_ size: ImageSize, _ index: LayerIndex, to list: inout JSONWriter) {
    let image = size.image
    list.object { object in
      object.field("id", image.id)
      object.field("namespace", image.namespace)
      object.strings("names", image.names)
      object.array("layers") { ids in for layer in image.layers { ids.element(layer) } }
      object.array("copies") { ids in for layer in image.copies { ids.element(layer) } }
      object.field("chain_complete", image.isComplete)
      object.field("recorded_bytes", image.isComplete ? index.recordedSize(of: image) : nil)
      size.writeSizes(to: &object)
      object.field("created_at", image.created)
      object.field("os", image.os)
      object.field("architecture", image.architecture)
      object.path("config_path", image.configPath)
    }
  }

  func write(_ container: ContainerClaim, to list: inout JSONWriter) {
    list.object { object in
      object.field("id", container.id)
      object.field("name", container.name)
      object.field("driver", container.driver)
      object.field("image_id", container.image)
      object.field("image_state", container.imageState)
      object.path("config_path", container.configPath)
      object.field("config_state", container.configState)
      object.array("layers") { ids in for layer in container.layers { ids.element(layer) } }
      object.field("content_state", container.contentState)
      object.field("init_state", container.initState)
    }
  }

  func writeTail(to object: inout JSONWriter) {
    writeReferences(to: &object)
    writeLeftovers(to: &object)
    writeSearched(to: &object)
    object.array("problems") { list in
      for problem in problems {
        list.object {
          $0.field("cause", problem.problem.cause)
          $0.path("path", problem.problem.path)
          $0.field("layer", problem.layer)
          $0.field("detail", problem.problem.detail)
        }
      }
    }
  }

  private func writeReferences(to object: inout JSONWriter) {
    object.array("references") { list in
      for reference in record.references {
        list.object {
          $0.field("name", reference.name)
          $0.field("name_state", reference.nameState)
          $0.field("target", reference.target)
          $0.field("target_state", reference.targetState)
          $0.path("path", reference.path)
        }
      }
    }
  }

  private func writeLeftovers(to object: inout JSONWriter) {
    object.array("leftovers") { list in
      for leftover in record.leftovers {
        list.object {
          $0.field("kind", leftover.kind.rawValue)
          $0.path("path", leftover.path)
          $0.field("layer", leftover.layer)
          $0.field("allocated_bytes", measurements.leftovers[leftover.path]?.allocated)
          $0.field("changed_at", leftover.changedAt.map { Timestamp(seconds: $0) })
          $0.field("ownership_known", leftover.ownershipKnown)
        }
      }
    }
  }

  private func writeSearched(to object: inout JSONWriter) {
    object.array("searched_roots") { list in
      for root in record.searchedRoots {
        list.object {
          $0.field("name", root.name)
          $0.path("path", root.path)
          $0.field("owners", root.owners)
        }
      }
    }
    object.array("documents") { list in
      for document in record.documents {
        list.object {
          $0.field("kind", document.kind)
          $0.path("path", document.path)
          $0.field("state", document.state)
        }
      }
    }
  }

  /// What was not read, by either hop, sorted by path, then cause.
  var problems: [AttributedProblem] {
    (record.problems + measurements.problems).sorted {
      ($0.problem.path, $0.problem.cause) < ($1.problem.path, $1.problem.cause)
    }
  }
}
