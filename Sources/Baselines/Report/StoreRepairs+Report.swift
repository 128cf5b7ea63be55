internal import GoJSON
internal import LayerModel

extension StoreRepairs {
  init(ofReport value: JSONValue) throws(JSONTypeError) {
    self.init(steps: [], withheld: try value.texts("withheld"))
    for step in try value.list("steps") {
      steps.append(
        RepairStep(
          title: try step.text("title"), needsStoppedDaemon: try step.flag("needs_stopped_daemon"),
          commands: try step.texts("commands"), afterwards: try step.texts("afterwards"),
          losses: try step.texts("losses"), notes: try step.texts("notes"),
          frees: try step.optionalBytes("frees_bytes"), heals: try step.count("heals")))
    }
  }
}
