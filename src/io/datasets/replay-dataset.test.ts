import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseCsv } from "../../table/csv/parse-csv.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { openDataset, readDataset } from "./open-dataset.js";
import { replayDataset } from "./replay-dataset.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cuaderno-replay-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const days = schema("days", { day: column.datetime(), units: column.integer() }, { key: ["day"] });
const rows = Array.from({ length: 90 }, (_, index) => {
  const day = new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10);
  return `${day},${index}`;
}).reverse();

async function write(): Promise<string> {
  const uri = join(folder, "days");
  const frame = parseCsv(new TextEncoder().encode(`day,units\n${rows.join("\n")}\n`), days);
  await (await openDataset(uri, days)).append(frame);
  return uri;
}

describe("replayDataset", () => {
  it("makes a version for each period, in order", async () => {
    const uri = await write();
    const to = join(folder, "live");
    const { periods, left } = await replayDataset(uri, { to });
    expect([periods, left]).toEqual([
      [
        { period: "2026-01", rows: 31, version: 1 },
        { period: "2026-02", rows: 28, version: 2 },
        { period: "2026-03", rows: 31, version: 3 },
      ],
      0,
    ]);
    expect((await readDataset(`${to}@2`, days)).getColumn("units").max()).toBe(58);
    expect((await readDataset(to, days)).height).toBe(90);
  });

  it("goes on where an earlier replay ended", async () => {
    const uri = await write();
    const to = join(folder, "live");
    const names: string[] = [];
    const options = { to, by: "week", onPeriod: ({ period }: { period: string }) => void names.push(period) } as const;
    expect(await replayDataset(uri, { ...options, periods: 2 })).toMatchObject({ left: 12 });
    expect(await replayDataset(uri, { ...options, periods: 1 })).toMatchObject({ left: 11 });
    expect(names).toEqual(["2025-12-29", "2026-01-05", "2026-01-12"]);
  });

  it("reads periods of strings, and refuses a table without times", async () => {
    const monthly = schema("m", { month: column.string(), x: column.integer() }, { key: ["month"] });
    const uri = join(folder, "m");
    const frame = parseCsv(new TextEncoder().encode("month,x\n2025-11,1\n2025-12,2\n2026-01,3\n"), monthly);
    await (await openDataset(uri, monthly)).append(frame);
    const { periods } = await replayDataset(uri, { to: join(folder, "y"), by: "year" });
    expect(periods.map(({ period, rows: count }) => [period, count])).toEqual([
      ["2025", 2],
      ["2026", 1],
    ]);
    await expect(replayDataset(uri, { to: uri, time: "when" })).rejects.toThrow('no column "when"');
    await expect(replayDataset(join(folder, "none"), { to: uri })).rejects.toThrow("has no version yet");
    const plain = schema("p", { x: column.integer() });
    const other = await openDataset(join(folder, "p"), plain);
    await other.append(parseCsv(new TextEncoder().encode("x\n1\n"), plain));
    await expect(replayDataset(join(folder, "p"), { to: uri })).rejects.toThrow("has no column of times");
  });
});
