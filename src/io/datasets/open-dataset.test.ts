import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dataset } from "../../datasets/dataset.js";
import { localStore } from "../../store/local-store.js";
import { loadPolars } from "../../table/load-polars.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { childProgram } from "../../testing/child-program.js";
import { rootFolder } from "../../testing/source-files.js";
import { openDataset, readDataset } from "./open-dataset.js";

const pl = loadPolars();
const numbers = schema("numbers", { id: column.integer() });
const frame = (...ids: readonly number[]) => pl.DataFrame([pl.Series("id", ids, pl.Int64)]);

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cuaderno-open-dataset-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(text: string): string {
  const path = childProgram(text);
  symlinkSync(join(rootFolder, "node_modules"), join(dirname(path), "node_modules"));
  return path;
}

describe("readDataset", () => {
  it("reads a version by number and by time", async () => {
    const uri = join(folder, "named");
    const table = await openDataset(uri, numbers);
    await table.append(frame(1));
    await table.append(frame(2));
    expect((await readDataset(uri, numbers)).height).toBe(2);
    expect((await readDataset(`${uri}@1`, numbers)).height).toBe(1);
    expect((await readDataset(`${uri}@2999-01-01T00:00:00Z`, numbers)).height).toBe(2);
    await expect(readDataset(`${uri}@latest`, numbers)).rejects.toThrow('readDataset: invalid version "latest" in');
    await expect(readDataset(`${uri}@2026-02-30`, numbers)).rejects.toThrow(
      'readDataset: invalid version "2026-02-30"',
    );
    await expect(readDataset(`${uri}@9`, numbers)).rejects.toThrow("readDataset: no version 9 in");
  });

  it("takes a time without an offset as UTC in every time zone", async () => {
    const uri = join(folder, "zones");
    let time = Date.parse("2026-01-01T12:00:00Z");
    const options = { now: () => new Date(time), newId: () => String(time) };
    const table = dataset(localStore(uri), numbers, options);
    await table.append(frame(1));
    time = Date.parse("2026-01-01T14:00:00Z");
    await table.append(frame(2));
    const read = program(`
      import { readDataset } from "./io/datasets/open-dataset.js";
      import { column } from "./table/schema/column.js";
      import { schema } from "./table/schema/schema.js";
      const frame = await readDataset(${JSON.stringify(`${uri}@2026-01-01T13:00:00`)}, schema("numbers", { id: column.integer() }));
      console.log(frame.height);
    `);
    const heights = ["America/Santiago", "UTC", "Asia/Tokyo"].map((zone) =>
      execFileSync(process.execPath, [read], { env: { ...process.env, TZ: zone }, encoding: "utf8" }).trim(),
    );
    expect(heights).toEqual(["1", "1", "1"]);
  }, 60_000);
});

describe("openDataset", () => {
  it("rejects unknown options and partition columns in its name", async () => {
    await expect(openDataset(join(folder, "x"), numbers, { partitionby: ["id"] } as object)).rejects.toThrow(
      'openDataset: unknown option "partitionby"; did you mean "partitionBy"?',
    );
    await expect(openDataset(join(folder, "x"), numbers, { partitionBy: ["month"] })).rejects.toThrow(
      'openDataset: partition column "month" is not in schema "numbers"; it has id',
    );
  });

  it("survives kill -9 of two writers at any moment", async () => {
    const uri = join(folder, "killed");
    const writer = program(`
      import { openDataset } from "./io/datasets/open-dataset.js";
      import { column } from "./table/schema/column.js";
      import { loadPolars } from "./table/load-polars.js";
      import { schema } from "./table/schema/schema.js";
      const pl = loadPolars();
      const table = await openDataset(${JSON.stringify(uri)}, schema("numbers", { id: column.integer() }));
      const ids = pl.DataFrame([pl.Series("id", Array.from({ length: 50 }, (_, id) => id), pl.Int64)]);
      for (;;) { await table.append(ids); console.log("one"); }
    `);
    const table = await openDataset(uri, numbers);
    for (const moment of [40, 90, 160]) {
      const children = [0, 1].map(() =>
        spawn(process.execPath, [writer], { cwd: process.cwd(), stdio: ["ignore", "pipe", "inherit"] }),
      );
      const ends = children.map((child) => new Promise((resolve) => child.once("exit", resolve)));
      await Promise.all(children.map((child) => new Promise((resolve) => child.stdout.once("data", resolve))));
      await new Promise((resolve) => setTimeout(resolve, moment));
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(ends);
      const found = await table.read();
      expect(found.height % 50).toBe(0);
      expect(found.height).toBe((await table.manifest())?.rows);
    }
    const inTwoHours = { now: () => new Date(Date.now() + 7_200_000), newId: () => "later" };
    await dataset(localStore(uri), numbers, inTwoHours).sweep({ graceMs: 0 });
    const alive = new Set((await table.manifest())?.files.map(({ key }) => key));
    expect(readdirSync(join(uri, "data")).filter((name) => name.startsWith("part-")).length).toBe(alive.size);
    expect(readdirSync(join(uri, "_writers")).filter((name) => name.endsWith(".json"))).toEqual([]);
  }, 120_000);
});
