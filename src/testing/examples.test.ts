import { describe, expect, it } from "vitest";
import * as everyday from "../index.js";
import * as table from "../table.js";
import { sourceFiles } from "./source-files.js";

/** Doc-comment examples of one line, `expression // value`, on names that the public list exports. */
const examples = sourceFiles().flatMap((file) =>
  [...file.text.matchAll(/@example (.+?) \/\/ (.+?)(?: \*\/)?$/gm)].map((match) => ({
    title: `${file.path}: ${match[1]}`,
    expression: match[1] ?? "",
    expected: match[2] ?? "",
  })),
);
const cuaderno = { ...table, ...everyday };
const names = Object.keys(cuaderno);
const runnable = examples.filter(({ expression }) => {
  const called = /^(?:await )?([A-Za-z_$][\w$]*)/.exec(expression)?.[1] ?? "";
  return names.includes(called) && !expression.includes("await ");
});

describe("doc comment examples", () => {
  it("are there", () => expect(runnable.length).toBeGreaterThan(5));

  it.each(runnable)("$title", ({ expression, expected }) => {
    const run = new Function(...names, `"use strict"; return (${expression});`);
    const actual: unknown = run(...Object.values(cuaderno));
    const value: unknown = new Function(`"use strict"; return (${expected.replace(/;$/, "")});`)();
    if (typeof value === "number" && !Number.isInteger(value)) {
      const decimals = expected.split(".")[1]?.length ?? 0;
      expect(actual).toBeCloseTo(value, decimals);
    } else {
      expect(plain(actual)).toEqual(value);
    }
  });
});

/** Typed arrays are written as plain lists in examples. */
function plain(value: unknown): unknown {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? Array.from(value as unknown as ArrayLike<unknown>)
    : value;
}
