import { describe, expect, it } from "vitest";
import { memoryStore } from "../../store/memory-store.js";
import {
  type Case,
  type CaseState,
  caseSource,
  openCases,
  readCases,
  readVersions,
} from "../../testing/case-source.js";
import { pullPieces } from "./pull-pieces.js";

describe("pullPieces", () => {
  const months = () => ({
    "2018-01": {
      rows: [
        [1, "2018-01", 5],
        [2, "2018-01", null],
      ] as readonly Case[],
      mark: null,
    },
    "2018-02": { rows: [[3, "2018-02", 7]] as readonly Case[], mark: '"v1"' },
  });
  const options = { pieceColumn: "month", watermark: (month: string) => month };
  const toSources = (states: Record<string, CaseState>) =>
    Object.fromEntries(Object.entries(states).map(([name, state]) => [name, caseSource(name, state)]));

  it("commits each piece, and changes no byte when it is pulled again", async () => {
    const store = memoryStore();
    const table = openCases(store);
    const states = months();
    const first = await pullPieces(table, toSources(states), options);
    expect(first.map(({ state }) => state)).toEqual(["loaded", "loaded"]);
    expect(await table.manifest()).toMatchObject({
      number: 2,
      rows: 3,
      watermark: "2018-02",
      marks: { "2018-02": '"v1"' },
    });
    const before = await readVersions(store);
    const again = await pullPieces(table, toSources(states), options);
    expect(again.map(({ state }) => state)).toEqual(["unchanged", "unchanged"]);
    expect(await readVersions(store)).toEqual(before);
  });

  it("adds late rows to their month only", async () => {
    const table = openCases(memoryStore());
    const states = months();
    await pullPieces(table, toSources(states), options);
    states["2018-01"].rows = [...states["2018-01"].rows, [9, "2018-01", 1]];
    expect((await pullPieces(table, toSources(states), options)).map(({ state }) => state)).toEqual([
      "loaded",
      "unchanged",
    ]);
    expect((await readCases(table)).map(([id]) => id)).toEqual([1, 2, 3, 9]);
  });

  it("drops old months as the window moves, in the same version", async () => {
    const table = openCases(memoryStore());
    await pullPieces(table, toSources(months()), options);
    const march = { "2018-03": { rows: [[4, "2018-03", 1]] as readonly Case[], mark: null } };
    const keep = ({ month }: Readonly<Record<string, string | null>>) => (month ?? "") >= "2018-02";
    await pullPieces(table, toSources(march), { ...options, keep });
    expect(await readCases(table)).toEqual([
      [3, "2018-02", 7],
      [4, "2018-03", 1],
    ]);
    expect(await table.manifest()).toMatchObject({ number: 3, watermark: "2018-03" });
  });

  it("does not let a failed piece stop the others, and rejects rows of another month", async () => {
    const table = openCases(memoryStore());
    const states = { ...months(), "2018-03": { rows: [[4, "2018-01", 1]] as readonly Case[], mark: null } };
    const lines: string[] = [];
    const found = await pullPieces(table, toSources(states), { ...options, log: (line) => lines.push(line) });
    expect(found.map(({ state }) => state)).toEqual(["loaded", "loaded", "failed"]);
    expect(lines.join("\n")).toContain("piece 2018-03 for memory has rows with month 2018-01");
    expect((await table.read()).height).toBe(3);
  });

  it("upserts pieces that are not partitions by their key", async () => {
    const store = memoryStore();
    const table = openCases(store, []);
    const states = months();
    await pullPieces(table, toSources(states));
    states["2018-02"] = {
      rows: [
        [3, "2018-02", 8],
        [1, "2018-01", 5],
      ],
      mark: '"v2"',
    };
    await pullPieces(table, toSources(states));
    expect(await readCases(table)).toEqual([
      [1, "2018-01", 5],
      [2, "2018-01", null],
      [3, "2018-02", 8],
    ]);
    const before = await readVersions(store);
    states["2018-02"].mark = '"v3"';
    await pullPieces(table, toSources(states));
    expect(await readVersions(store)).toEqual(before);
  });

  it("stops on a signal, and continues where it was", async () => {
    const table = openCases(memoryStore());
    const states = months();
    const stop = new AbortController();
    const pulling = pullPieces(table, toSources(states), {
      ...options,
      concurrency: 1,
      signal: stop.signal,
      log: (line) => line.startsWith("2018-01: 2") && stop.abort(),
    });
    await expect(pulling).rejects.toThrow("pullPieces: stopped; the pieces that were committed stay");
    expect(await table.manifest()).toMatchObject({ rows: 2, watermark: "2018-01" });
    await pullPieces(table, toSources(states), options);
    expect(await table.manifest()).toMatchObject({ rows: 3, watermark: "2018-02" });
  });
});
