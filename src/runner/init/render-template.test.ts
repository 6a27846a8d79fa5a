import { describe, expect, it } from "vitest";
import { fillTemplate, renderTemplate } from "./render-template.js";

const template = `%% markdown []
# About {{name}}

%% code ["parameters"]
const source = "{{name}}";

%% code []
{{imports}}

%% include shared

%% code [] ? time
show(timeSplit(table));

%% code [] ? rows,labels
show(stratifiedSplit(table));
`;
const render = (
  ...flags: string[]
): { cells: { source: string; cell_type: string; metadata: { tags?: string[] } }[] } =>
  JSON.parse(
    renderTemplate(template, {
      values: { name: "sales.csv" },
      flags: new Set(flags),
      parts: { shared: "%% code []\nshow(x.describe());\n" },
    }),
  );
const sources = (...flags: string[]): string[] => render(...flags).cells.map(({ source }) => [source].flat().join(""));

describe("renderTemplate", () => {
  it("fills values, includes shared cells and leaves out cells whose condition is not set", () => {
    expect(sources("time")).toEqual([
      "# About sales.csv",
      'const source = "sales.csv";',
      'import { show, timeSplit } from "cuaderno";',
      "show(x.describe());",
      "show(timeSplit(table));",
    ]);
    expect(sources("rows").at(-1)).toBe("show(x.describe());");
    expect(sources("rows", "labels").at(-1)).toBe("show(stratifiedSplit(table));");
    expect(render("time").cells[1]?.metadata.tags).toEqual(["parameters"]);
  });

  it("refuses a value that is missing, and a line that is not a cell", () => {
    expect(() => fillTemplate("{{other}}", {})).toThrow('init: the template has no value "other"');
    const settings = { values: {}, flags: new Set<string>(), parts: {} };
    expect(() => renderTemplate("text", settings)).toThrow('init: invalid line "text" in a template');
  });
});
