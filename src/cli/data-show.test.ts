import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pl from "nodejs-polars";
import { afterAll, describe, expect, it } from "vitest";
import { formatParquet } from "../table/formats/format-parquet.js";
import { rootFolder } from "../testing/source-files.js";

const program = join(rootFolder, "dist", "cli", "main.js");
const folder = mkdtempSync(join(tmpdir(), "cuaderno-show-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, columns: Readonly<Record<string, unknown[]>>): void {
  const file = join(folder, "data/worldbank/refined/sample", path);
  mkdirSync(dirname(file), { recursive: true });
  const frame = pl.DataFrame(
    Object.entries(columns).map(([name, values]) =>
      name === "id"
        ? pl.Series(name, values as string[], pl.Utf8).cast(pl.Int64)
        : pl.Series(name, values, typeof values[0] === "string" ? pl.Utf8 : pl.Float64),
    ),
  );
  writeFileSync(file, formatParquet(frame));
}

function show(...words: string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  return spawnSync(process.execPath, [program, "data", "show", ...words], { cwd: folder, encoding: "utf8" });
}

describe("cuaderno data show", () => {
  it("suggests a command before the first run", () => {
    const { status, stderr } = show("worldbank");
    expect([status, stderr]).toEqual([2, expect.stringContaining('run "cuaderno run notebooks/worldbank"')]);
    mkdirSync(join(folder, "data/traffic/refined/sample"), { recursive: true });
    expect(show("traffic").stderr).toMatch(/no published tables in .*traffic\/refined\/sample; publish one\n$/);
  });

  it("gives refined tables by the beginning of their keys, as JSON and as CSV", () => {
    put("statistics/DATABASE_ID=WB_WDI/published-1.parquet", { area: ["MEX", "ÅLA"], mean: [74.5, Number.NaN] });
    put("statistics/DATABASE_ID=WB%20X/published-1.parquet", { area: ["USA"], mean: [1] });
    put("global/published-1.parquet", { id: ["9007199254740993"], name: ["a,b"] });
    put(".versions/global/data/part-1-x.parquet", { name: ["hidden"] });
    expect(JSON.parse(show("worldbank").stdout)).toEqual({
      global: [{ id: "9007199254740993", name: "a,b" }],
      statistics: [
        { DATABASE_ID: "WB X", area: "USA", mean: 1 },
        { DATABASE_ID: "WB_WDI", area: "MEX", mean: 74.5 },
        { DATABASE_ID: "WB_WDI", area: "ÅLA", mean: null },
      ],
    });
    const csv = show("worldbank", "statistics/DATABASE_ID=WB_WDI", "--format", "csv", "--limit", "1");
    expect(csv.stdout).toBe("DATABASE_ID,area,mean\nWB_WDI,MEX,74.5\n");
    expect(csv.stderr).toContain("worldbank: sample data; statistics 1 rows");
    expect(JSON.parse(show("worldbank", "global", "--json").stdout)).toEqual({
      global: [{ id: "9007199254740993", name: "a,b" }],
    });
  });

  it("refuses what it cannot give, and says what there is", () => {
    const refusal = (...words: string[]): string => show("worldbank", ...words).stderr;
    expect(refusal("nothing")).toMatch(/nothing in .* begins with "nothing"; it has global, statistics/);
    expect(refusal("../raw")).toContain("leaves its folder");
    expect(refusal("--format", "csv")).toMatch(/CSV has one table, but "" is a prefix of 2 \(global, statistics\)/);
    expect(refusal("--format", "xml")).toContain('json or csv, got "xml"');
    expect(refusal("--limit", "ten")).toContain('got "ten"');
    expect(refusal("--data", "real")).toContain("no refined real tables yet");
    expect(show("worldbnk").stderr).toContain("did you mean");
  });
});
