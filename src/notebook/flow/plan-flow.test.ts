import { describe, expect, it } from "vitest";
import { ArgumentError } from "../../core/errors.js";
import { parseFlow } from "./parse-flow.js";
import { chooseSteps, planFlow } from "./plan-flow.js";

const plan = (text: string, present: readonly string[] = []) =>
  planFlow(
    parseFlow(`notebooks:\n${text}`, { name: "f", notebooks: ["a.ipynb", "b.ipynb", "c.ipynb"], path: "flow.yaml" }),
    {
      exists: (uri) => present.includes(uri),
    },
  );

describe("planFlow", () => {
  it("orders notebooks after those they need and after those that write their inputs", () => {
    const { steps } = plan("  a: { needs: b }\n  b: { inputs: x.csv }\n  c: { outputs: x.csv }");
    expect(steps.map(({ name }) => name)).toEqual(["c", "b", "a"]);
  });

  it("accepts an input that exists", () => {
    expect(plan("  a: { inputs: x.csv }", ["x.csv"]).steps.length).toBe(1);
  });

  it.each([
    ["  a: { needs: b }\n  b: { needs: a }", "flow.yaml:2:3: the notebooks need each other: a -> b -> a"],
    ["  a: { needs: d }", 'flow.yaml:2:3: a needs "d", which is not a notebook of the flow'],
    ["  a: { inputs: x.csv }", "flow.yaml:2:3: input x.csv of a does not exist and no notebook of the flow writes it"],
    ["  a: { outputs: x.csv }\n  b: { outputs: x.csv }", "flow.yaml:3:3: b and a both write x.csv"],
  ])("refuses %j", (text, message) => {
    expect(() => plan(text)).toThrow(message);
  });
});

describe("chooseSteps", () => {
  const chain = plan("  a: {}\n  b: { needs: a }\n  c: { needs: b }");

  it("chooses one notebook, or one with all that need it", () => {
    expect([...chooseSteps(chain, { only: ["b.ipynb"] })]).toEqual(["b"]);
    expect([...chooseSteps(chain, { from: "b" })]).toEqual(["b", "c"]);
    expect(chooseSteps(chain, {}).size).toBe(3);
  });

  it("refuses an unknown name", () => {
    const choose = () => chooseSteps(chain, { only: ["d"] });
    expect(choose).toThrow('no notebook "d" in the flow f');
    expect(choose).toThrow(ArgumentError);
  });
});
