import { describe, expect, it } from "vitest";
import { cellNames } from "./cell-names.js";

describe("cellNames", () => {
  it("tells declared and imported names, through patterns too", () => {
    const { declared, imports } = cellNames(
      'import a, { b as c } from "x";\nimport * as d from "y";\nconst { e, f: [g] } = h;\nclass I {}\nfunction j() {}',
    );
    expect(declared).toEqual(["a", "c", "d", "e", "g", "I", "j"]);
    expect(imports).toEqual({ a: "x", c: "x", d: "y" });
  });

  it("tells used names apart from properties", () => {
    expect(cellNames("f(a.b, { c: d, e });").used).toEqual(["f", "a", "d", "e"]);
  });

  it("tells functions that are declared directly, what they use and what they assign on", () => {
    const { functions } = cellNames("const f = (x) => { g.n += x; h(); };\nlet k = () => 1;\nconst m = make(() => 1);");
    expect(functions).toEqual({ f: { uses: ["x", "g", "h"], writes: ["g"] } });
  });
});
