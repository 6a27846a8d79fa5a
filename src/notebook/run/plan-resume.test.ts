import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.js";
import { makeNotebook } from "../../testing/make-notebook.js";
import { tslabSpec } from "../kernel/tslab-spec.js";
import { planResume } from "./plan-resume.js";
import { planRun } from "./plan-run.js";
import type { RememberedCell } from "./run-memory.js";

/** A cell that set these values, or names that cannot be restored. */
type Sketch = readonly [source: string, memory: JsonObject | readonly string[]];

function planned(cells: readonly Sketch[], shim = true, settings: JsonObject = {}): readonly string[] {
  const notebook = makeNotebook(cells.map(([source]) => source));
  const last = notebook.cells.length - 1;
  const marked = notebook.cells.map((cell, index) =>
    index === last ? { ...cell, metadata: { cuaderno: settings } } : cell,
  );
  const { steps } = planRun({ ...notebook, cells: marked }, { path: "a.ipynb", parameters: {} });
  const memory = new Map(
    cells.map(([, made], index): readonly [string, RememberedCell] => [
      `key${index}`,
      {
        outputs: [],
        digest: "d",
        ...(Array.isArray(made)
          ? { values: undefined, rerun: `${made.join()} cannot be stored`, hidden: made.map(String) }
          : { values: made as JsonObject, rerun: "", hidden: [] }),
      },
    ]),
  );
  const keys = cells.map((_, index) => `key${index}`);
  return planResume(steps, keys, memory, { ...tslabSpec(), shim }).map(
    ({ restore, reason }) => `${restore === undefined ? "runs" : "restored"}: ${reason}`,
  );
}
const same = "restored: nothing it depends on changed";

describe("planResume", () => {
  it("restores cells of plain values that use plain values", () => {
    expect(
      planned([
        ["const a = [1];", { a: [1] }],
        ["const b = a.map((x) => x + 1);", { b: [2] }],
      ]),
    ).toEqual([same, same]);
  });

  it("runs a cell that uses what may have changed without a trace, and restores those that do not", () => {
    expect(
      planned([
        ["const model = new Model();", ["model"]],
        ["const score = model.fit(1);", { score: 1 }],
        ["const double = 2 * score;", { double: 2 }],
      ]),
    ).toEqual(["runs: model cannot be stored", "runs: it uses model, which other cells may have changed", same]);
  });

  it("follows functions of cells to what they use", () => {
    const cells: readonly Sketch[] = [
      ["const model = new Model();", ["model"]],
      ["function pure(x: number): number { return x; }\nconst fit = () => pure(model.n);", ["pure", "fit"]],
    ];
    expect(planned([...cells, ["const a = pure(1);", { a: 1 }]]).at(-1)).toBe(same);
    expect(planned([...cells, ["const a = fit();", { a: 1 }]]).at(-1)).toContain("it uses model");
  });

  it.each([
    ["const next = (() => { let n = 0; return () => ++n; })();", "which other cells may have changed"],
    ["let next = () => 1;", "which other cells may have changed"],
    ["const next = () => { next.count = 1; return 1; };", "which changes next"],
    ["const next = () => (globalThis as any).n++;", "which uses globalThis"],
  ])("does not trust %j", (source, reason) => {
    expect(
      planned([
        [source, ["next"]],
        ["const a = next();", { a: 1 }],
      ]).at(-1),
    ).toBe(`runs: it uses next, ${reason}`);
  });

  it("treats imported functions of Cuaderno and Node as stateless, others only if the metadata of the cell says so", () => {
    const own: readonly Sketch[] = [
      ['import { mean } from "cuaderno";\nimport * as os from "node:os";', ["mean", "os"]],
      ["const a = mean([1]) + os.cpus().length;", { a: 1 }],
    ];
    expect(planned(own).at(-1)).toBe(same);
    const other: readonly Sketch[] = [
      ['import { next } from "./lib";', ["next"]],
      ["const a = next();", { a: 1 }],
    ];
    expect(planned(other).at(-1)).toContain("it uses next from ./lib, which may have state");
    expect(planned(other, true, { restorable: true }).at(-1)).toBe(same);
  });

  it("restores nothing in a kernel that cannot set values", () => {
    expect(planned([["const a = 1;", { a: 1 }]], false)).toEqual(["runs: only tslab with the shim can set values"]);
  });
});
