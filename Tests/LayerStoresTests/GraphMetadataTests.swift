import StoreFixtures
import Testing

/// Rows 1 to 19 and 64 of the corruption catalogue: the JSON of an image.
@Suite struct GraphMetadataTests {
  @Test func `a missing json loses the image and what is built on it`() throws {
    let found = try damaged {
      try $0.remove("graph/\(GraphFixture.second)/json")
    }
    #expect(
      found
        == (lostMetadata("SECOND") + brokenChain(from: "SECOND") + [
          "+ image BASE",
          "+ problem missing graph/SECOND/json",
          "image TOP layers: [TOP, THIRD, SECOND, BASE] → [TOP, THIRD, SECOND]",
          "layer SECOND changesOnlyCommand: false → nil",
          "layer SECOND content: whole-tree vfs/dir/SECOND on vfs/dir/BASE → whole-tree vfs/dir/SECOND on nothing",
          "layer SECOND loadable: true → false",
          "layer SECOND metadataState: ok → missing",
          "layer SECOND parent: BASE → nil",
          "layer SECOND parentState: present → nil",
          "layer THIRD changesOnlyCommand: false → nil",
          "layer THIRD parentState: present → unloadable",
        ]).sorted())
  }

  @Test func `a json cut short is malformed where it ends`() throws {
    let found = try damaged {
      try $0.overwrite(
        "graph/\(GraphFixture.base)/json",
        Array($0.bytes("graph/\(GraphFixture.base)/json").prefix(40)))
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

  @Test func `an empty json is told from a malformed one`() throws {
    let found = try damaged {
      try $0.overwrite("graph/\(GraphFixture.base)/json", [])
    }
    #expect(
      found
        == (lostMetadata("BASE") + brokenChain(from: "BASE") + [
          "layer BASE loadable: true → false",
          "layer BASE metadataState: ok → empty",
          "layer BASE parentState: root → nil",
          "layer SECOND changesOnlyCommand: false → nil",
          "layer SECOND parentState: present → unloadable",
        ]).sorted())
  }

  @Test func `a json that names another id is not loaded`() throws {
    let found = try damaged {
      try $0.edit(
        "graph/\(GraphFixture.base)/json", "\"id\":\"\(GraphFixture.base)\"",
        "\"id\":\"\(GraphFixture.top)\"")
    }
    #expect(
      found
        == (brokenChain(from: "SECOND") + [
          "layer BASE declaredID: BASE → TOP",
          "layer BASE declaredIDState: match → differs",
          "layer BASE loadable: true → false",
          "layer SECOND parentState: present → unloadable",
        ]).sorted())
  }

  @Test func `an id in upper case is malformed`() throws {
    let found = try damaged {
      try $0.edit(
        "graph/\(GraphFixture.base)/json", "\"id\":\"\(GraphFixture.base)\"",
        "\"id\":\"\(GraphFixture.base.uppercased())\"")
    }
    #expect(
      found
        == (brokenChain(from: "SECOND") + [
          "layer BASE declaredID: BASE → 1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A",
          "layer BASE declaredIDState: match → malformed",
          "layer BASE loadable: true → false",
          "layer SECOND parentState: present → unloadable",
        ]).sorted())
  }

  @Test func `an absent id is only right for content-addressed json`() throws {
    let found = try damaged {
      try $0.edit("graph/\(GraphFixture.base)/json", "\"id\":\"\(GraphFixture.base)\",", "")
    }
    #expect(
      found
        == (brokenChain(from: "SECOND") + [
          "layer BASE declaredID: BASE → nil",
          "layer BASE declaredIDState: match → absent",
          "layer BASE loadable: true → false",
          "layer SECOND parentState: present → unloadable",
        ]).sorted())
  }

  @Test func `a json of null has its own state`() throws {
    let found = try damaged {
      try $0.overwrite("graph/\(GraphFixture.base)/json", Array("null\n".utf8))
    }
    #expect(
      found
        == (lostMetadata("BASE") + brokenChain(from: "BASE") + [
          "layer BASE loadable: true → false",
          "layer BASE metadataState: ok → null",
          "layer BASE parentState: root → nil",
          "layer SECOND changesOnlyCommand: false → nil",
          "layer SECOND parentState: present → unloadable",
        ]).sorted())
  }

  @Test func `a json array is malformed`() throws {
    let found = try damaged {
      try $0.overwrite("graph/\(GraphFixture.base)/json", Array("[]".utf8))
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

  @Test func `a byte order mark is malformed`() throws {
    let found = try damaged {
      try $0.overwrite(
        "graph/\(GraphFixture.base)/json",
        [0xEF, 0xBB, 0xBF] + $0.bytes("graph/\(GraphFixture.base)/json"))
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

  @Test func `bytes after the json are accepted and reported`() throws {
    let found = try damaged {
      try $0.overwrite(
        "graph/\(GraphFixture.base)/json",
        $0.bytes("graph/\(GraphFixture.base)/json") + Array("garbage".utf8))
    }
    #expect(
      found == [
        "+ trailing-bytes graph/BASE/json →7"
      ])
  }

  @Test func `bytes that are not UTF-8 are accepted and reported`() throws {
    let found = try damaged {
      try $0.overwrite(
        "graph/\(GraphFixture.base)/json",
        Array(GraphFixture.json(GraphFixture.base).utf8).replacing("step".utf8, with: [0xFF]))
    }
    #expect(
      found == [
        "+ invalid-utf8 graph/BASE/json →",
        "layer BASE comment: step → �",
      ])
  }

  @Test func `the last of two ids counts`() throws {
    let found = try damaged {
      try $0.edit("graph/\(GraphFixture.base)/json", "}\n", ",\"ID\":\"\(GraphFixture.top)\"}\n")
    }
    #expect(
      found
        == (brokenChain(from: "SECOND") + [
          "+ ambiguous-id graph/BASE/json →id, ID",
          "layer BASE declaredID: BASE → TOP",
          "layer BASE declaredIDState: match → differs",
          "layer BASE loadable: true → false",
          "layer SECOND parentState: present → unloadable",
        ]).sorted())
  }

  @Test func `a harmless first id is still ambiguous`() throws {
    let found = try damaged {
      try $0.edit("graph/\(GraphFixture.base)/json", "{\"id\"", "{\"ID\":\"ffff\",\"id\"")
    }
    #expect(
      found == [
        "+ ambiguous-id graph/BASE/json →ID, id"
      ])
  }

  @Test func `a parent in other letters changes the chain`() throws {
    let found = try damaged {
      try $0.edit(
        "graph/\(GraphFixture.third)/json", "}\n", ",\"PARENT\":\"\(GraphFixture.base)\"}\n")
    }
    #expect(
      found == [
        "+ ambiguous-parent graph/THIRD/json →parent, PARENT",
        "+ image SECOND",
        "image TOP layers: [TOP, THIRD, SECOND, BASE] → [TOP, THIRD, BASE]",
        "layer THIRD content: whole-tree vfs/dir/THIRD on vfs/dir/SECOND → whole-tree vfs/dir/THIRD on vfs/dir/BASE",
        "layer THIRD depth: 2 → 1",
        "layer THIRD parent: SECOND → BASE",
        "layer TOP depth: 3 → 2",
        "layer WEB depth: 5 → 4",
        "layer WEB-init depth: 4 → 3",
      ])
  }

  @Test func `a repeated key that is neither id nor parent is ambiguous`() throws {
    let found = try damaged {
      try $0.edit("graph/\(GraphFixture.base)/json", "}\n", ",\"Author\":\"you\"}\n")
    }
    #expect(
      found == [
        "+ ambiguous-key graph/BASE/json →author, Author",
        "layer BASE author: me → you",
      ])
  }

  @Test func `a large json is read and reported`() throws {
    let found = try damaged {
      try $0.edit(
        "graph/\(GraphFixture.base)/json", "{\"id\"",
        "{" + String(repeating: " ", count: 2 << 20) + "\"id\"")
    }
    #expect(
      found == [
        "+ large-metadata graph/BASE/json →2097437"
      ])
  }

  @Test func `a json beyond the limit is not read`() throws {
    let found = try damaged {
      try $0.write(
        "graph/\(GraphFixture.base)/json", [UInt8](repeating: 0x20, count: (16 << 20) + 1))
    }
    #expect(
      found
        == (lostMetadata("BASE") + brokenChain(from: "BASE") + [
          "+ large-metadata graph/BASE/json →16777217",
          "+ problem too-large graph/BASE/json",
          "layer BASE loadable: true → nil",
          "layer BASE metadataState: ok → too-large",
          "layer BASE parentState: root → nil",
          "layer SECOND changesOnlyCommand: false → nil",
        ]).sorted())
  }
}
