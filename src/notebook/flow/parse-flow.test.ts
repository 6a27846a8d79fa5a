import { describe, expect, it } from "vitest";
import { parseFlow } from "./parse-flow.js";

const folder = { name: "traffic", notebooks: ["01-explore.ipynb", "02-train.ipynb"], path: "traffic/flow.yaml" };

describe("parseFlow", () => {
  it("takes the notebooks in name order, each after the one before, without a flow.yaml", () => {
    const { title, steps } = parseFlow(undefined, folder);
    expect(title).toBe("traffic");
    expect(steps.map(({ name, needs }) => [name, needs])).toEqual([
      ["01-explore", []],
      ["02-train", ["01-explore"]],
    ]);
  });

  it("reads title, shared parameters and everything of a notebook", () => {
    const flow = parseFlow(
      `title: Hourly traffic
parameters: { seed: 7 }
notebooks:
  01-explore:
  02-train:
    needs: 01-explore
    inputs: [data/a.csv]
    outputs: [model.json]
    parameters: { trials: 50 }
    retries: 2
    timeout: 10m
    when: drift >= fail
`,
      folder,
    );
    expect(flow.parameters).toEqual({ seed: 7 });
    expect(flow.kernel).toBe(undefined);
    expect(parseFlow("kernel: cuaderno", folder).kernel).toBe("cuaderno");
    expect(flow.steps[1]).toMatchObject({
      needs: ["01-explore"],
      inputs: ["data/a.csv"],
      outputs: ["model.json"],
      parameters: { trials: 50 },
      retries: 2,
      timeoutMs: 600_000,
      when: { metric: "drift", operator: ">=", value: 2 },
      location: "traffic/flow.yaml:5:3",
    });
  });

  it("runs a notebook once per combination of its matrix, and a need of it means all", () => {
    const text =
      "notebooks:\n  01-explore: { matrix: { year: [2017, 2018], kind: [a, b] } }\n  02-train: { needs: 01-explore }\n";
    const { steps } = parseFlow(text, folder);
    expect(steps.map(({ name }) => name)).toEqual([
      "01-explore[year=2017,kind=a]",
      "01-explore[year=2017,kind=b]",
      "01-explore[year=2018,kind=a]",
      "01-explore[year=2018,kind=b]",
      "02-train",
    ]);
    expect(steps[4]?.needs.length).toBe(4);
  });

  it.each([
    ["titel: x", 'traffic/flow.yaml:1:1: flow.yaml: unknown key "titel"; did you mean "title"?'],
    [
      "notebooks:\n  02-trian: {}",
      'traffic/flow.yaml:2:3: no notebook "02-trian" in the folder; did you mean "02-train"?',
    ],
    [
      "notebooks:\n  02-train:\n    retries: -1",
      "traffic/flow.yaml:3:14: retries: expected an integer from 0 to 10, got -1",
    ],
    [
      "notebooks:\n  02-train:\n    timeout: soon",
      'traffic/flow.yaml:3:14: timeout: expected seconds, or a number with s, m or h, got "soon"',
    ],
    ["notebooks:\n  02-train:\n    when: often", 'traffic/flow.yaml:3:11: invalid condition "often"'],
    [
      "notebooks:\n  02-train:\n    matrix: { year: 3 }",
      "traffic/flow.yaml:3:21: matrix.year: expected an array of values, got 3",
    ],
    ["notebooks: [01-explore]", "traffic/flow.yaml:1:12: notebooks: expected keys with values"],
    ["title: [", "traffic/flow.yaml:1:9: invalid YAML"],
    ["title: a\ntitle: b", "traffic/flow.yaml:2:1: invalid YAML"],
  ])("refuses %j with line and column", (text, message) => {
    expect(() => parseFlow(text, folder)).toThrow(message);
  });
});
