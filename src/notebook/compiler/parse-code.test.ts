import { describe, expect, it } from "vitest";
import { parseCode } from "./parse-code.js";

describe("parseCode", () => {
  it("returns syntax errors with their offsets", () => {
    expect(parseCode("const a = 1;").syntaxErrors).toEqual([]);
    expect(parseCode("const a = ;").syntaxErrors).toEqual([{ offset: 10, message: "Expression expected." }]);
  });

  it("knows syntax that is newer than the compiler where it is recent", () => {
    const source =
      'import data from "./a.json" with { type: "json" };\n{ using lock = open(); await using db = connect(); }';
    expect(parseCode(source).syntaxErrors).not.toEqual([]);
    const { file, syntaxErrors } = parseCode(source, { isRecent: true });
    expect(syntaxErrors).toEqual([]);
    expect(file.text).toHaveLength(source.length);
    expect(parseCode("const using = 1; using in {}; const a = ;", { isRecent: true }).syntaxErrors).toHaveLength(1);
  });

  it.each([
    ["parentheses", `${"(".repeat(50_000)}1${")".repeat(50_000)}`],
    ["brackets", `${"[".repeat(3_000)}${"]".repeat(3_000)}`],
    ["a long sum", `const a = 1${" + 1".repeat(20_000)};`],
    ["operators", `${"!".repeat(50_000)}true`],
  ])("refuses code that is nested too deeply: %s", (_what, source) => {
    const { file, syntaxErrors } = parseCode(source);
    expect(file.statements).toHaveLength(0);
    expect(syntaxErrors).toEqual([{ offset: 0, message: "the code is nested more than 1000 levels deep" }]);
  });

  it("reads long flat code", () => {
    expect(parseCode("f();\n".repeat(5_000)).file.statements).toHaveLength(5_000);
  });
});
