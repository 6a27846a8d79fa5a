import { describe, expect, it } from "vitest";
import { parsePythonParameters } from "./parse-python-parameters.js";

const brief = (source: string): readonly unknown[] =>
  parsePythonParameters(source).map(({ name, type, default: value, help }) => [name, type.kind, value, help]);

describe("parsePythonParameters", () => {
  it("reads values over several lines, and nothing within strings", () => {
    const source = `"""Settings
rows = 3
"""
items = [  # of the list
    1,
    2,
]  # the items
text = """two
lines = 3
"""
long = 1 + \\
    2
name = ("a"
        "b")
`;
    expect(brief(source)).toEqual([
      ["items", "json", [1, 2], "the items"],
      ["text", "string", "two\nlines = 3\n", ""],
      ["long", "json", undefined, ""],
      ["name", "string", "ab", ""],
    ]);
  });

  it("reads type hints", () => {
    const types = (annotation: string) => parsePythonParameters(`a: ${annotation} = None`)[0];
    expect(types("int")).toMatchObject({ type: { kind: "integer" }, nullable: true });
    expect(types("Optional[float]")).toMatchObject({ type: { kind: "number" }, typeText: "Optional[float]" });
    expect(types("list[str]")).toMatchObject({ type: { kind: "array", items: { kind: "string" } } });
    expect(types("str | None")).toMatchObject({ type: { kind: "string" }, nullable: true });
    expect(types('Literal["a", 2]')).toMatchObject({ type: { kind: "choice", choices: ["a", 2] } });
    expect(types("dict[str, int]")).toMatchObject({ type: { kind: "json" } });
    expect(types('"int"')).toMatchObject({ type: { kind: "integer" } });
  });

  it("reads assignments of names only", () => {
    const source =
      "a == 1\na <= 1\na += 1\nd['k'] = 1\no.p = 1\nf(x=1)\nx, y = 1, 2\nif a:\n    b = 1\nb = 2; c = 3  # both\n";
    expect(brief(source)).toEqual([
      ["b", "number", 2, ""],
      ["c", "number", 3, "both"],
    ]);
  });

  it("reads carriage returns, comments with quotes, names in other alphabets, and large integers by their digits", () => {
    expect(brief("año = 2018  # it's the year\r\nbig = 12345678901234567890\r\n")).toEqual([
      ["año", "number", 2018, "it's the year"],
      ["big", "number", undefined, ""],
    ]);
    expect(parsePythonParameters("big = 12345678901234567890")[0]?.defaultText).toBe("12345678901234567890");
    expect(parsePythonParameters("# @input x\nkey = ''  # @secret of the service")[0]).toMatchObject({ secret: true });
  });
});
