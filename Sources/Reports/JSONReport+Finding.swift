import LayerModel

extension Finding {
  func write(to list: inout JSONWriter) {
    list.object { object in
      object.field("rule", rule.text)
      object.field("severity", severity.rawValue)
      object.field("status", status.rawValue)
      object.field("fingerprint", fingerprint)
      object.field("store", store)
      object.object("subject") {
        $0.field("kind", subject.kind)
        $0.field("id", subject.id)
      }
      object.field("layer", layer)
      object.path("path", path)
      object.field("expected", expected)
      object.field("actual", actual)
      object.field("message", message)
      object.field("why", why)
      object.field("fix", fix)
      object.object("affects") {
        $0.strings("images", affects.images)
        $0.strings("containers", affects.containers)
      }
      object.field("bytes", bytes)
      object.field("repair", repair?.rawValue)
      object.object("evidence") {
        for (name, value) in evidence.sorted(by: { $0.key < $1.key }) { $0.field(name, value) }
      }
    }
  }
}
