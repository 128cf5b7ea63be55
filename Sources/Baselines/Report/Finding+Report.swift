internal import GoJSON
internal import LayerModel

extension Finding {
  init(ofReport value: JSONValue) throws(JSONTypeError) {
    let subject = try value.part("subject")
    let affects = try value.part("affects")
    self.init(
      rule: RuleID(try value.text("rule")), severity: try value.word("severity"),
      status: try value.word("status"), fingerprint: try value.text("fingerprint"),
      store: try value.text("store"),
      subject: Subject(kind: try subject.text("kind"), id: try subject.text("id")),
      layer: try value.identifier("layer"), path: try value.optionalPath("path"),
      expected: try value.string("expected"), actual: try value.string("actual"),
      message: try value.text("message"), why: try value.text("why"), fix: try value.text("fix"),
      affects: Affects(
        images: try affects.texts("images"), containers: try affects.texts("containers")),
      bytes: try value.optionalBytes("bytes"), evidence: [:],
      repair: try value.optionalWord("repair"))
    for member in try value.part("evidence").entries {
      guard case .string(let text) = member.value else {
        throw JSONTypeError(key: "evidence", expected: "an object of strings")
      }
      evidence[member.key] = text
    }
  }
}
