import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Json } from "../../core/json.js";
import { matrixRows } from "../../io/tables/matrix-rows.js";
import { type CellSketch, makeNotebook, temporaryFolder } from "../../testing/make-notebook.js";
import { environmentParameters, readParameterFile } from "./given-parameters.js";
import { type PlanJobsOptions, planJobs } from "./plan-jobs.js";

const usual: PlanJobsOptions = {
  environment: {},
  fileParameters: {},
  parameters: {},
  matrix: [{}],
  output: undefined,
  inPlace: false,
  choice: {},
  planSingle: true,
};
const declaring = (source: string): CellSketch => ({ source, tags: ["parameters"] });

function notebooks(files: { readonly [name: string]: readonly CellSketch[] }): string {
  const folder = temporaryFolder();
  for (const [name, cells] of Object.entries(files)) {
    writeFileSync(join(folder, name), JSON.stringify(makeNotebook(cells)));
  }
  return folder;
}

describe("values of parameters", () => {
  it("come from the command line before the file, from the file before the environment, from it before the cell", async () => {
    const folder = notebooks({ "a.ipynb": [declaring("const a = 1, b = 1, c = 1, maxRows = 1;")] });
    const [job] = await planJobs([join(folder, "a.ipynb")], {
      ...usual,
      parameters: { a: "4" },
      fileParameters: { a: 3, b: 3 },
      environment: { CUADERNO_PARAM_a: "2", CUADERNO_PARAM_b: "2", CUADERNO_PARAM_MAX_ROWS: "2", OTHER: "x" },
    });
    expect(job?.plan?.parameters).toEqual({ a: 4, b: 3, c: 1, maxRows: 2 });
  });

  it("are read from JSON and YAML, and from no other file", async () => {
    const folder = temporaryFolder();
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    expect(await readParameterFile(file("a.json", '{"year": 2020}'))).toEqual({ year: 2020 });
    expect(await readParameterFile(file("a.yaml", "year: 2020\ncities: [Lima, Quito]\n"))).toEqual({
      year: 2020,
      cities: ["Lima", "Quito"],
    });
    await expect(readParameterFile(file("b.yaml", "- 1\n"))).rejects.toThrow("expected values by name");
    await expect(readParameterFile(file("c.yml", "a: [1\n"))).rejects.toThrow("c.yml is not valid YAML");
    await expect(readParameterFile(file("a.toml", "a = 1"))).rejects.toThrow(
      "-f: expected a .json, .yaml or .yml file",
    );
    await expect(readParameterFile(join(folder, "none.json"))).rejects.toThrow("cannot read parameter file");
  });

  it("of a file have all digits of their integers", async () => {
    const folder = temporaryFolder();
    for (const [name, text] of [
      ["a.json", '{"id": 12345678901234567890, "list": [1, 9007199254740993], "share": 0.30000000000000004}'],
      ["a.yaml", "id: 12345678901234567890\nlist: [1, 9007199254740993]\nshare: 0.30000000000000004\n"],
    ] as const) {
      writeFileSync(join(folder, name), text);
      const values = await readParameterFile(join(folder, name));
      expect(values).toEqual({ id: "12345678901234567890", list: [1, "9007199254740993"], share: 0.30000000000000004 });
    }
    const notebook = join(notebooks({ "a.ipynb": [declaring("const id: number = 1, share: number = 1;")] }), "a.ipynb");
    const plan = (fileParameters: { readonly [name: string]: Json }) =>
      planJobs([notebook], { ...usual, fileParameters });
    await expect(plan({ id: "12345678901234567890" })).rejects.toThrow(
      "cannot represent exactly; declare it as a string",
    );
    await expect(plan({ share: Number.POSITIVE_INFINITY })).rejects.toThrow("expected a number, got Infinity");
  });

  it("of the environment keep a name that fits no parameter, so that it is refused", async () => {
    expect(environmentParameters({ CUADERNO_PARAM_YAER: "1" }, ["year"])).toEqual({ YAER: "1" });
    const folder = notebooks({ "a.ipynb": [declaring("const year = 1;")] });
    const environment = { CUADERNO_PARAM_yaer: "1" };
    await expect(planJobs([join(folder, "a.ipynb")], { ...usual, environment })).rejects.toThrow(
      'did you mean "year"?',
    );
  });
});

describe("matrixRows", () => {
  it("are every combination, with files for globs and JSON for values with commas", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "data"));
    for (const name of ["b.csv", "a.csv", "c.txt"]) writeFileSync(join(folder, "data", name), "");
    expect(await matrixRows(["year=2018,2019", 'city=["a,b"]'], folder)).toEqual([
      { year: "2018", city: "a,b" },
      { year: "2019", city: "a,b" },
    ]);
    expect(await matrixRows(["file=data/*.csv"], folder)).toEqual([
      { file: join(folder, "data", "a.csv") },
      { file: join(folder, "data", "b.csv") },
    ]);
    await expect(matrixRows(["file=data/*.json"], folder)).rejects.toThrow("no file matches data/*.json");
    await expect(matrixRows(["year"], folder)).rejects.toThrow("--matrix takes name=value,value,...");
  });
});

describe("planJobs", () => {
  it("makes a job per notebook and row, each with the values it declares and an output of its own", async () => {
    const folder = notebooks({
      "a.ipynb": [declaring("const year: number = 1;\nconst city = 'x';")],
      "b.ipynb": [declaring("const year: number = 1;")],
    });
    const jobs = await planJobs([join(folder, "a.ipynb"), join(folder, "b.ipynb")], {
      ...usual,
      parameters: { city: "a/b" },
      matrix: [{ year: "1" }, { year: "2" }],
    });
    expect(jobs.map(({ output, plan }) => [output?.slice(folder.length + 1), plan?.parameters])).toEqual([
      ["a-1.executed.ipynb", { year: 1, city: "a/b" }],
      ["b-1.executed.ipynb", { year: 1 }],
      ["a-2.executed.ipynb", { year: 2, city: "a/b" }],
      ["b-2.executed.ipynb", { year: 2 }],
    ]);
  });

  it("fills parameters into the output, where a value never names a folder", async () => {
    const folder = notebooks({
      "a.ipynb": [declaring("const year = 1;\nconst file = '/data/x.csv';\nconst city = 'a/../b';")],
    });
    const [job] = await planJobs([join(folder, "a.ipynb")], {
      ...usual,
      output: "out/{name}-{year}-{file}-{city}.ipynb",
    });
    expect(job?.output).toBe("out/a-1-x-a-..-b.ipynb");
  });

  it("refuses before the first run what any of the notebooks cannot take", async () => {
    const folder = notebooks({
      "a.ipynb": [declaring("const year: number = 1;")],
      "b.ipynb": [declaring("const city: 'Lima' | 'Quito' = 'Lima';")],
    });
    const both = [join(folder, "a.ipynb"), join(folder, "b.ipynb")];
    await expect(planJobs(both, { ...usual, parameters: { yaer: 1 } })).rejects.toThrow(
      'no notebook declares parameter "yaer"; did you mean "year"?',
    );
    await expect(planJobs(both, { ...usual, parameters: { city: "Quitto" } })).rejects.toThrow(
      'expected one of "Lima", "Quito", got "Quitto"; did you mean "Quito"?',
    );
    await expect(planJobs(both, { ...usual, output: "out.ipynb" })).rejects.toThrow("would both write out.ipynb");
    await expect(planJobs(both, { ...usual, output: "https://host/{name}.ipynb" })).rejects.toThrow("cannot write to");
  });
});
