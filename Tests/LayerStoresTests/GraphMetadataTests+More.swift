import StoreFixtures
import Testing

extension GraphMetadataTests {
  @Test func `a json deeper than any document is not read`() throws {
    let found = try damaged {
      try $0.overwrite(
        "graph/\(GraphFixture.base)/json", [UInt8](repeating: UInt8(ascii: "["), count: 100_000))
    }
    #expect(
      found
        == (lostMetadata("BASE") + brokenChain(from: "BASE") + [
          "+ problem too-large graph/BASE/json",
          "layer BASE loadable: true → nil",
          "layer BASE metadataState: ok → too-large",
          "layer BASE parentState: root → nil",
          "layer SECOND changesOnlyCommand: false → nil",
        ]).sorted())
  }

  @Test func `a FIFO in the place of json is never opened`() throws {
    let found = try damaged {
      try $0.fifo("graph/\(GraphFixture.base)/json")
    }
    #expect(
      found
        == (lostMetadata("BASE") + brokenChain(from: "BASE") + [
          "+ problem wrong-kind graph/BASE/json",
          "layer BASE loadable: true → false",
          "layer BASE metadataState: ok → wrong-kind",
          "layer BASE parentState: root → nil",
          "layer SECOND changesOnlyCommand: false → nil",
          "layer SECOND parentState: present → unloadable",
        ]).sorted())
  }

  @Test func `a link in the place of json is never followed`() throws {
    let found = try damaged {
      try $0.link("graph/\(GraphFixture.base)/json", to: "../\(GraphFixture.second)/json")
    }
    #expect(
      found
        == (lostMetadata("BASE") + brokenChain(from: "BASE") + [
          "+ problem wrong-kind graph/BASE/json",
          "layer BASE loadable: true → nil",
          "layer BASE metadataState: ok → wrong-kind",
          "layer BASE parentState: root → nil",
          "layer SECOND changesOnlyCommand: false → nil",
        ]).sorted())
  }

  @Test func `a directory in the place of json is the wrong kind`() throws {
    let found = try damaged {
      try $0.remove("graph/\(GraphFixture.base)/json")
      try $0.directory("graph/\(GraphFixture.base)/json")
    }
    #expect(
      found
        == (lostMetadata("BASE") + brokenChain(from: "BASE") + [
          "+ problem wrong-kind graph/BASE/json",
          "layer BASE loadable: true → false",
          "layer BASE metadataState: ok → wrong-kind",
          "layer BASE parentState: root → nil",
          "layer SECOND changesOnlyCommand: false → nil",
          "layer SECOND parentState: present → unloadable",
        ]).sorted())
  }

  @Test func `a json without permissions is read and reported`() throws {
    let found = try damaged {
      try $0.setMode("graph/\(GraphFixture.base)/json", 0)
    }
    #expect(
      found == [
        "+ mode-drift graph/BASE/json 600→0"
      ])
  }

  @Test func `a missing creation time is accepted`() throws {
    let found = try damaged {
      try $0.edit("graph/\(GraphFixture.base)/json", "\"created\":\"2015-06-19T19:17:21.5Z\",", "")
    }
    #expect(
      found == [
        "layer BASE created: Timestamp(seconds: 1434741441, nanoseconds: 500000000) → nil",
        "layer BASE createdState: ok → missing",
      ])
  }

  @Test func `a malformed creation time loses the image`() throws {
    let found = try damaged {
      try $0.edit("graph/\(GraphFixture.base)/json", "2015-06-19T", "19 June ")
    }
    #expect(
      found
        == (brokenChain(from: "SECOND") + [
          "layer BASE created: Timestamp(seconds: 1434741441, nanoseconds: 500000000) → nil",
          "layer BASE createdState: ok → malformed",
          "layer BASE loadable: true → false",
          "layer SECOND parentState: present → unloadable",
        ]).sorted())
  }

  @Test func `a size in the json that differs is kept beside layersize`() throws {
    let found = try damaged {
      try $0.edit("graph/\(GraphFixture.base)/json", "\"Size\":5", "\"Size\":6")
    }
    #expect(
      found == [
        "layer BASE metadataSize: 5 → 6"
      ])
  }

  @Test func `a field of the wrong type loses the image`() throws {
    let found = try damaged {
      try $0.edit("graph/\(GraphFixture.base)/json", "\"Env\":[\"A=1\"]", "\"Env\":{}")
    }
    #expect(
      found
        == (lostMetadata("BASE") + brokenChain(from: "BASE") + [
          "+ problem malformed graph/BASE/json",
          "layer BASE loadable: true → false",
          "layer BASE metadataState: ok → malformed",
          "layer BASE parentState: root → nil",
          "layer SECOND changesOnlyCommand: false → nil",
          "layer SECOND parentState: present → unloadable",
        ]).sorted())
  }

  @Test func `a command written as one string is understood`() throws {
    let found = try damaged {
      try $0.edit(
        "graph/\(GraphFixture.base)/json", "[\"/bin/sh\",\"-c\",\"#(nop) ADD \\u0026 run\"]",
        "\"ADD\"")
    }
    #expect(
      found == [
        "layer BASE createdBy: /bin/sh -c #(nop) ADD & run → ADD"
      ])
  }

  @Test func `files that the daemon does not know are told`() throws {
    let found = try damaged {
      try $0.write("graph/\(GraphFixture.base)/notes", "x")
    }
    #expect(
      found == [
        "+ unknown-file graph/BASE/notes →"
      ])
  }

  @Test func `a file in the place of an image directory is the wrong kind`() throws {
    let found = try damaged {
      try $0.remove("graph/\(GraphFixture.top)")
      try $0.write("graph/\(GraphFixture.top)", "x")
    }
    #expect(
      found
        == (brokenChain(from: "TOP") + [
          "+ image THIRD",
          "+ problem wrong-kind graph/TOP",
          "container WEB imageState: present → unloadable",
          "image TOP created: Timestamp(seconds: 1434741441, nanoseconds: 500000000) → nil",
          "image TOP layers: [TOP, THIRD, SECOND, BASE] → [TOP]",
          "layer TOP author: me → nil",
          "layer TOP changesOnlyCommand: true → nil",
          "layer TOP comment: step → nil",
          #"layer TOP configuration: [Cmd=["/bin/bash"], Env=["A=1"]] → []"#,
          "layer TOP content: whole-tree vfs/dir/TOP on vfs/dir/THIRD → whole-tree vfs/dir/TOP on nothing",
          "layer TOP created: Timestamp(seconds: 1434741441, nanoseconds: 500000000) → nil",
          "layer TOP createdBy: /bin/sh -c #(nop) ADD & run → nil",
          "layer TOP createdState: ok → nil",
          "layer TOP declaredID: TOP → nil",
          "layer TOP declaredIDState: match → nil",
          "layer TOP loadable: true → false",
          "layer TOP metadataSize: 0 → nil",
          "layer TOP metadataState: ok → wrong-kind",
          "layer TOP parent: THIRD → nil",
          "layer TOP parentState: present → nil",
          "layer TOP recordedSize: 0 → nil",
          "layer TOP recordedSizePath: graph/TOP/layersize → nil",
          "layer TOP recordedSizeState: ok → nil",
          "layer TOP recordedSizeText: 0 → nil",
          "layer TOP toolVersion: 1.7.1 → nil",
          "tag ubuntu:14.04 targetState: present → unloadable",
        ]).sorted())
  }
}
