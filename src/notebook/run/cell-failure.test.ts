import { describe, expect, it } from "vitest";
import { errorFromStreams, failurePosition } from "./cell-failure.js";

const stderr = (text: string) => [{ output_type: "stream", name: "stderr", text } as const];

describe("errorFromStreams", () => {
  it("reads the last stack on standard error", () => {
    const text =
      "a warning\nRangeError: too big\n    at f (evalmachine.<anonymous>:7:15)\n    at g (node:internal/x:1:2)\n";
    expect(errorFromStreams(stderr(text))).toEqual({
      output_type: "error",
      ename: "RangeError",
      evalue: "too big",
      traceback: ["RangeError: too big", "    at f (evalmachine.<anonymous>:7:15)", "    at g (node:internal/x:1:2)"],
    });
  });

  it("reads what a type check says", () => {
    expect(
      errorFromStreams(
        stderr("1:7 - Type 'string' is not assignable to type 'number'.\n2:1 - Cannot find name 'q'.\n"),
      ),
    ).toMatchObject({
      ename: "TypeScriptError",
      evalue: "Type 'string' is not assignable to type 'number'.",
      traceback: ["1:7 - Type 'string' is not assignable to type 'number'.", "2:1 - Cannot find name 'q'."],
    });
  });

  it("takes the last line when there is nothing it knows", () => {
    expect(errorFromStreams(stderr("one\ntwo\n"))).toMatchObject({ ename: "Error", evalue: "two" });
    expect(errorFromStreams([])).toMatchObject({ ename: "Error", evalue: "" });
  });
});

describe("failurePosition", () => {
  it("finds frames of cells, lines of type checks and frames of IPython", () => {
    expect(failurePosition(["Error: x", "    at f (In[3]:2:7)", "    at In[4]:1:1"])).toEqual({
      executionCount: 3,
      line: 2,
      column: 7,
    });
    expect(failurePosition(["2:7 - Cannot find name 'q'."])).toEqual({ executionCount: undefined, line: 2, column: 7 });
    const python = [
      "\x1b[31mValueError\x1b[39m",
      "\x1b[36mCell\x1b[39m \x1b[32mIn[5]\x1b[39m\x1b[32m, line 3\x1b[39m",
      "Cell In[4], line 2",
    ];
    expect(failurePosition(python)).toEqual({ executionCount: 4, line: 2, column: undefined });
    expect(failurePosition(["Error: x", "    at /home/a.js:1:2"])).toBeUndefined();
  });
});
