import { describe, expect, it } from "vitest";
import { cellNames } from "./cell-names.js";

describe("cellNames", () => {
  it("returns declared and imported names, those of patterns included", () => {
    const { declared, imports } = cellNames(
      'import a, { b as c } from "x";\nimport * as d from "y";\nconst { e, f: [g] } = h;\nclass I {}\nfunction j() {}',
    );
    expect(declared).toEqual(["a", "c", "d", "e", "g", "I", "j"]);
    expect(imports).toEqual({ a: "x", c: "x", d: "y" });
  });

  it("returns used names without properties", () => {
    expect(cellNames("f(a.b, { c: d, e });").used).toEqual(["f", "a", "d", "e"]);
  });

  it("returns functions that are declared directly, with the names they use and assign to", () => {
    const { functions } = cellNames("const f = (x) => { g.n += x; h(); };\nlet k = () => 1;\nconst m = make(() => 1);");
    expect(functions).toEqual({ f: { uses: ["x", "g", "h"], writes: ["g"] } });
  });
});
