import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDataset } from "cuaderno";
import { loadDataTable, pullData } from "cuaderno/sources";
import { memoryStore } from "cuaderno/store";
import { describe, expect, it } from "vitest";
import { serveHttp } from "../../testing/serve-http.js";
import { milkSource } from "./milk-source.js";

describe("milkSource", () => {
  const serve = serveHttp();

  it("pulls the three files and their later months from the repository", async () => {
    const sample = await milkSource().sample();
    const base = await serve((request, response) => {
      response.end(sample.get((request.url ?? "").slice(1)));
    });
    const raw = memoryStore();
    const { files } = await pullData(milkSource({ base }), { from: "publisher", raw, sample: memoryStore() });
    expect(files.map(({ name }) => name).sort()).toEqual([...sample.keys()].sort());
    expect(new Uint8Array(await raw.read("precio_leche.csv"))).toEqual(sample.get("precio_leche.csv"));
  });

  it("has tables of complete rows, the first of each month; a second load makes no version", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cuaderno-milk-"));
    try {
      const files = memoryStore();
      for (const [name, bytes] of await milkSource().sample()) await files.write(name, bytes);
      const versions: (number | undefined)[] = [];
      const rows: number[] = [];
      for (const table of [...(milkSource().tables ?? []), ...(milkSource().tables ?? [])]) {
        const target = await openDataset(join(folder, table.name), table.schema);
        await loadDataTable(target, table, files);
        versions.push((await target.manifest())?.number);
        rows.push((await target.read()).height);
      }
      expect(versions).toEqual(Array(6).fill(1));
      expect(rows.slice(0, 3)).toEqual([100, 83, 314]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
