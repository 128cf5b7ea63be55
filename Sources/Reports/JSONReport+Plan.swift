import LayerModel

extension StoreRepairs {
  func write(to store: inout JSONWriter) {
    store.object("plan") { object in
      object.array("steps") { list in
        for step in steps { step.write(to: &list) }
      }
      object.strings("withheld", withheld)
    }
  }
}

extension RepairStep {
  fileprivate func write(to list: inout JSONWriter) {
    list.object { object in
      object.field("title", title)
      object.field("needs_stopped_daemon", needsStoppedDaemon)
      object.strings("commands", commands)
      object.strings("afterwards", afterwards)
      object.strings("losses", losses)
      object.strings("notes", notes)
      object.field("frees_bytes", frees)
      object.field("heals", heals)
    }
  }
}
