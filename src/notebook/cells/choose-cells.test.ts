import { describe, expect, it } from "vitest";
import { makeNotebook } from "../../testing/make-notebook.js";
import { type CellChoice, chooseCells } from "./choose-cells.js";

const { cells } = makeNotebook([
  { source: "const year = 1", tags: ["parameters"] },
  "import { a } from 'b';",
  { source: "load()", tags: ["load"] },
  { source: "draft()", tags: ["skip"] },
  { source: "click()", tags: ["skip-headless"] },
  { source: "train()", tags: ["slow", "only-headless"] },
  { source: "prepare()", tags: ["setup"] },
  "report()",
]);
const labelled = cells.map((cell, index) => ({ cell, label: `cell-${index + 1}` }));
const running = (choice: CellChoice): readonly number[] =>
  chooseCells(labelled, choice, "a.ipynb").flatMap((skip, index) => (skip === undefined ? [index + 1] : []));

describe("chooseCells", () => {
  it("leaves out cells tagged skip and skip-headless, and runs those tagged only-headless", () => {
    expect(running({})).toEqual([1, 2, 3, 6, 7, 8]);
  });

  it("leaves out cells tagged skip-execution, as nbclient and Jupyter Book do", () => {
    const [cell] = makeNotebook([{ source: "wait()", tags: ["skip-execution"] }]).cells;
    expect(cell && chooseCells([{ cell, label: "cell-1" }], {}, "a.ipynb")).toEqual(["tagged skip-execution"]);
  });

  it("ends after a cell named by its label, its number, its id or its tag", () => {
    expect(running({ until: "cell-3" })).toEqual([1, 2, 3]);
    expect(running({ until: "2" })).toEqual([1, 2]);
    expect(running({ until: "cell2" })).toEqual([1, 2, 3]);
    expect(running({ until: "load" })).toEqual([1, 2, 3]);
  });

  it("runs with some tags what they stand on too: parameters, imports, setup", () => {
    expect(running({ onlyTags: ["slow"] })).toEqual([1, 2, 6, 7]);
  });

  it("takes cells out by their tags, whatever else they are", () => {
    expect(running({ skipTags: ["slow", "setup"] })).toEqual([1, 2, 3, 8]);
  });

  it("gives the reason why a cell does not run", () => {
    expect(chooseCells(labelled, { until: "load", skipTags: ["load"] }, "a.ipynb").slice(2, 6)).toEqual([
      "tagged load",
      "tagged skip",
      "tagged skip-headless",
      "after load",
    ]);
  });

  it("refuses a cell or a tag that is not there, and names the nearest", () => {
    expect(() => running({ until: "laod" })).toThrow('a.ipynb: no cell "laod"; did you mean "load"?');
    expect(() => running({ onlyTags: ["slwo"] })).toThrow('has the tag "slwo"; did you mean "slow"?');
  });
});
