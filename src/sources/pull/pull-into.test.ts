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
import { pullInto } from "./pull-into.js";

describe("pullInto", () => {
  it("makes no version of rows that it has already, missing cells included", async () => {
    const store = memoryStore();
    const table = openCases(store);
    const state: CaseState = {
      rows: [
        [1, "2018-01", null],
        [2, "2018-01", 3],
      ],
      mark: null,
    };
    expect(await pullInto(table, caseSource("cases", state))).toMatchObject({
      kind: "rows",
      version: 1,
      changed: true,
    });
    const before = await readVersions(store);
    expect(await pullInto(table, caseSource("cases", state))).toMatchObject({ version: 1, changed: false });
    expect(await pullInto(table, caseSource("cases", state), { operation: "overwrite" })).toMatchObject({
      changed: false,
    });
    expect(await readVersions(store)).toEqual(before);
    state.rows = [
      [1, "2018-01", 4],
      [2, "2018-01", 3],
    ];
    expect(await pullInto(table, caseSource("cases", state))).toMatchObject({ version: 2, changed: true });
    expect(await readCases(table)).toEqual([
      [1, "2018-01", 4],
      [2, "2018-01", 3],
    ]);
  });

  it("prepares rows before they are written", async () => {
    const table = openCases(memoryStore());
    const state = {
      rows: [
        [1, "2018-01", 4],
        [2, "2017-01", 3],
      ] as readonly Case[],
      mark: "m",
    };
    await pullInto(table, caseSource("cases", state), { prepare: (frame) => frame.head(1) });
    expect((await table.read()).height).toBe(1);
  });
});
