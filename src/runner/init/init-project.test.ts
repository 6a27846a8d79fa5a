import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomSource } from "../../core/random-source.js";
import { inferSchema } from "../../table/csv/infer-schema.js";
import { parseCsv } from "../../table/csv/parse-csv.js";
import { formatJsonLines } from "../../table/formats/format-json-lines.js";
import { formatParquet } from "../../table/formats/format-parquet.js";
import { ridesSample } from "../../testing/samples/rides/rides-sample.js";
import { rootFolder } from "../../testing/source-files.js";
import { checkNotebooks } from "../check/check-notebooks.js";
import { readFlow } from "../flow/read-flow.js";
import { runFlow } from "../flow/run-flow.js";
import { runNotebook } from "../run/run-notebook.js";
import { initProject } from "./init-project.js";
import { readAsset } from "./read-assets.js";

// Below the repository, whose node_modules the notebooks of a project find.
const folder = join(rootFolder, ".cache", `init-${process.pid}`);
const random = randomSource(4);
const day = (index: number): string => new Date(Date.UTC(2023, 0, 1 + index)).toISOString().slice(0, 10);
const comma = (value: number): string => value.toFixed(2).replace(".", ",");
const wide = Array.from({ length: 80 }, (_, index) => `Sensor ${index} (mV)`);

const tables = {
  "ventas julio.csv": [
    "Fecha;Región;Precio unitario;Cantidad;Importe",
    ...Array.from({ length: 400 }, (_, index) => {
      const [price, units] = [2 + 30 * random.uniform(), 1 + random.integer(50)];
      const date = day(index).split("-").reverse().join(".");
      return `${date};${["Norte", "Sur"][index % 2]};${comma(price)};${units};${comma(price * units)}`;
    }),
  ],
  "wide.csv": [
    `Timestamp,Machine,${wide.join(",")},Operator ID,Yield %`,
    ...Array.from({ length: 200 }, (_, index) => {
      const cells = wide.map(() => (random.uniform() < 0.02 ? "" : random.normal().toFixed(3)));
      return `${day(index)} 06:00,M${index % 4},${cells.join(",")},${1000 + (index % 7)},${80 + random.normal()}`;
    }),
  ],
  "customers.csv": [
    "customer_id,name,age,plan,churned",
    ...Array.from({ length: 400 }, (_, index) => {
      const plan = ["basic", "plus", "pro"][random.integer(3)];
      const churned = random.uniform() < (plan === "basic" ? 0.5 : 0.2) ? "yes" : "no";
      return `${index},Name ${index},${18 + random.integer(60)},${plan},${churned}`;
    }),
  ],
  "messy.csv": [
    "Report of 2025-01-01",
    "",
    "Date,Store,Units,Price",
    ...Array.from({ length: 300 }, (_, index) => {
      const units = index % 50 === 7 ? "N/A" : index % 97 === 5 ? "abc" : String(random.integer(90));
      const price = index === 200 ? "99999" : (60 + 290 * random.uniform()).toFixed(2);
      return `${day(index)},${["North", "north", "SOUTH "][random.integer(3)]},${units},${price}`;
    }),
    "Total,,12345,",
  ],
};

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  for (const [name, lines] of Object.entries(tables)) writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const init = (name: string, options: Partial<Parameters<typeof initProject>[1]> = {}) =>
  initProject(name, { cwd: folder, environment: {}, ...options });
const projectNotebooks = (project: string): string[] =>
  readdirSync(join(folder, project, "notebooks"))
    .filter((name) => name.endsWith(".ipynb"))
    .map((name) => join(folder, project, "notebooks", name));

describe("initProject", () => {
  it.each([
    ["ventas julio.csv", "importe", "fecha"],
    ["wide.csv", "yield", "timestamp"],
    ["customers.csv", "churned", undefined],
    ["messy.csv", "price", undefined],
  ])("makes notebooks of %s that type-check and a flow that plans", { timeout: 60_000 }, async (file, target, time) => {
    const project = `lab-${file.replace(/\W+/g, "-")}`;
    const made = await init(project, { from: file });
    expect([made.description?.target, made.description?.time?.column]).toEqual([target, time]);
    const notebooks = projectNotebooks(project);
    expect(notebooks).toHaveLength(4);
    expect((await checkNotebooks(notebooks)).findings).toEqual([]);
    expect(readFlow(join(folder, project, "notebooks"), folder).steps.map(({ name }) => name)).toEqual([
      "01-explore",
      "02-features",
      "03-search",
      "04-drift",
    ]);
  });

  it("names the cells that keep a column from being what it should be", async () => {
    const { remarks } = await init("lab-remarks", { from: "messy.csv" });
    expect(remarks).toEqual([
      "lines 1 to 2 are not part of the table, which begins with its header on line 3",
      expect.stringContaining('"Total" in row 301'),
      expect.stringContaining('"abc"'),
    ]);
  });

  it("makes notebooks that run at once", { timeout: 240_000 }, async () => {
    await init("lab-run", { from: "customers.csv" });
    const { steps } = await runFlow(join(folder, "lab-run", "notebooks"), {
      reports: join(folder, "lab-run", "reports"),
      tracking: false,
      kernel: "cuaderno",
    });
    expect(steps.map(({ name, status, message }) => [name, status, message])).toEqual(
      ["01-explore", "02-features", "03-search", "04-drift"].map((name) => [name, "ok", undefined]),
    );
    // In the kernel that they name:
    const { status, kernel } = await runNotebook(join(folder, "lab-run", "notebooks", "01-explore.ipynb"));
    expect([status, kernel]).toEqual(["ok", "tslab"]);
  });

  it("makes notebooks that run on a table whose rows mostly have one time", { timeout: 240_000 }, async () => {
    const rows = Array.from(
      { length: 100 },
      (_, row) => `2025-01-0${row < 95 ? 1 : 2},${row % 7},${row % 3 ? "yes" : "no"}`,
    );
    writeFileSync(join(folder, "one-day.csv"), ["date,units,left", ...rows, ""].join("\n"));
    await init("lab-one-day", { from: "one-day.csv" });
    const notebook = join(folder, "lab-one-day", "notebooks", "02-features.ipynb");
    const { status, error } = await runNotebook(notebook, { output: join(folder, "one-day.executed.ipynb") });
    expect([status, error?.message]).toEqual(["ok", undefined]);
  });

  it("has a synthetic table, which its generator still makes", async () => {
    expect(readAsset("rides.csv")).toBe(ridesSample());
    const made = await init("lab-drift", { template: "drift" });
    expect(made.files).toContain("data/rides.csv");
    expect(projectNotebooks("lab-drift").map((path) => basename(path))).toEqual(["01-explore.ipynb", "04-drift.ipynb"]);
  });

  it("copies a worked project with its sample", async () => {
    const made = await init("lab-example", { example: "traffic" });
    expect(made.flow).toBe(join("notebooks", "traffic"));
    expect(existsSync(join(folder, "lab-example", "notebooks", "traffic", "flow.yaml"))).toBe(true);
    expect(readdirSync(join(folder, "lab-example", "data", "traffic", "sample")).length).toBeGreaterThan(3);
  });

  it.each(["customers.parquet", "customers.jsonl"])("takes %s as readTable does", async (file) => {
    const { schema: table, options } = inferSchema(readFileSync(join(folder, "customers.csv")), {
      name: "customers",
      uri: "customers.csv",
    });
    const frame = parseCsv(readFileSync(join(folder, "customers.csv")), table, options);
    writeFileSync(
      join(folder, file),
      file.endsWith("jsonl") ? formatJsonLines(frame, { schema: table }) : formatParquet(frame),
    );
    const made = await init(`lab-${file}`, { from: file });
    expect(made.rowCount).toBe(frame.height);
    expect(made.files).toContain(join("data", file));
    expect(readFileSync(join(folder, `lab-${file}`, "notebooks", "customers.ts"), "utf8")).toContain(
      `readTable("../data/${file}", customers)`,
    );
  });

  it("refuses before it writes: files that exist, files that are not tables, options that do not go together", async () => {
    await init("lab-empty", { template: "empty" });
    await expect(init("lab-empty", { template: "empty" })).rejects.toThrow("exists; choose a new folder");
    await expect(init("lab-no", { from: "a.xlsx" })).rejects.toThrow("Parquet or Arrow), got a.xlsx; save the sheet");
    await expect(init("lab-no", { from: "customers.csv", template: "empty" })).rejects.toThrow("leave out --from");
    await expect(init("lab-no", { from: "customers.csv", example: "milk" })).rejects.toThrow("leave out --from");
    await expect(init("lab-no", { from: "missing.csv" })).rejects.toThrow("missing.csv");
    expect(existsSync(join(folder, "lab-no"))).toBe(false);
  });

  it("removes what it wrote when a file cannot be written", async () => {
    mkdirSync(join(folder, "lab-blocked"));
    writeFileSync(join(folder, "lab-blocked", "notebooks"), "a file");
    await expect(init("lab-blocked", { template: "empty" })).rejects.toThrow(
      /^init: cannot write .*notebooks.*: a part of the path is a file, not a folder; check the path$/,
    );
    expect(readdirSync(join(folder, "lab-blocked"))).toEqual(["notebooks"]);
  });

  it("does not change a package.json that exists", async () => {
    mkdirSync(join(folder, "lab-mine"));
    writeFileSync(join(folder, "lab-mine", "package.json"), "{}");
    const { unchanged } = await init("lab-mine", { template: "empty" });
    expect(unchanged).toEqual(["package.json"]);
    expect(readFileSync(join(folder, "lab-mine", "package.json"), "utf8")).toBe("{}");
  });
});
