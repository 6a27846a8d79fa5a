import { describe, expect, it } from "vitest";
import { makeNotebook } from "../../testing/make-notebook.js";
import { cellTitle } from "./cell-title.js";

const titleAfter = (source: string, markdown?: string): string => {
  const { cells } = makeNotebook([...(markdown === undefined ? [] : [{ markdown }]), source]);
  return cellTitle(cells, cells.length - 1);
};

describe("cellTitle", () => {
  it.each([
    ["// load the table\nconst a = 1;", "load the table"],
    ["# load the table\na = 1", "load the table"],
    ["/* load */\na", "load"],
    ["/**\n * load the table\n */\na", "load the table"],
    ["import { a } from 'b';\nconst c = a();", "const c = a();"],
    ["import { a } from 'b';", "import { a } from 'b';"],
    ["// @input data.csv\nconst c = 1;", "const c = 1;"],
    ["// @ts-ignore\nconst c = 1;", "const c = 1;"],
    [`const a = "${"x".repeat(100)}";`, `const a = "${"x".repeat(48)}…`],
    ["", ""],
  ])("of %j is %j", (source, title) => expect(titleAfter(source)).toBe(title));

  it("is the heading right above a cell without a comment", () => {
    expect(titleAfter("const a = 1;", "# Traffic\n\n## Load the `table`\n\nText.")).toBe("Load the table");
    expect(titleAfter("const a = 1;", "# What is _in_ `my_file.csv`?")).toBe("What is in my_file.csv?");
    expect(titleAfter("// fit\nconst a = 1;", "## Model")).toBe("fit");
    expect(titleAfter("const a = 1;", "Only text.")).toBe("const a = 1;");
  });
});
