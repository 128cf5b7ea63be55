import LayerModel
import Reports
import Testing

@Suite struct ConfigurationChangeTests {
  @Test func `elements that come and go are named one by one`() {
    let changes = ConfigurationChange.between(
      parent: SampleReport.baseLayer.configuration, layer: SampleReport.childLayer.configuration)
    #expect(
      changes == [
        .init(field: "Cmd", kind: .changed, removed: ["null"], added: [#""/bin/bash""#]),
        .init(field: "Env", kind: .changed, removed: [#""A=1, 2""#], added: [#""B=[\"x\"]""#]),
        .init(field: "User", kind: .removed, removed: [#""root""#], added: []),
        .init(field: "Volumes", kind: .added, removed: [], added: [#""/data":{}"#]),
      ])
  }

  @Test func `another order of the same elements is a change`() {
    let changes = ConfigurationChange.between(
      parent: [.init(name: "Env", value: #"["a","b"]"#)],
      layer: [.init(name: "Env", value: #"["b","a"]"#)])
    #expect(changes.map(\.added) == [[#"["b","a"]"#]])
  }

  @Test func `equal configurations have no change`() {
    let fields = SampleReport.baseLayer.configuration
    #expect(ConfigurationChange.between(parent: fields, layer: fields) == [])
  }
}
