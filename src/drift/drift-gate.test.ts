import { describe, expect, it } from "vitest";
import { columnsFromEntries } from "../table/columns.js";
import { sampleFrom } from "../testing/golden-statistics.js";
import { datasetDrift } from "./dataset-drift.js";
import { driftGate } from "./drift-gate.js";

const numbers = (shift: number) =>
  ({ kind: "number", values: sampleFrom({ count: 300, step: 0.6180339887498949, shift }) }) as const;
const dataset = datasetDrift(
  columnsFromEntries([
    ["calm", numbers(0)],
    ["some", numbers(0)],
    ["moved", numbers(0)],
    ["lost", numbers(0)],
  ]),
  columnsFromEntries([
    ["calm", numbers(0)],
    ["some", numbers(0.17)],
    ["moved", numbers(0.5)],
  ]),
);

describe("driftGate", () => {
  it("takes the worst level of all columns and findings, and fails from the level on", () => {
    const gate = driftGate({ dataset }, { failOn: "warn" });
    expect([gate.level, gate.failed]).toEqual(["fail", true]);
    expect(gate.columns.map(({ column, level }) => [column, level])).toEqual([
      ["moved", "fail"],
      ["lost", "fail"],
      ["some", "warn"],
      ["calm", "none"],
    ]);
    expect(driftGate({ dataset }).failed).toBe(false);
  });

  it("does not count accepted columns", () => {
    const accepted = { moved: "new sensor", lost: "removed on purpose" };
    expect(driftGate({ dataset }, { failOn: "fail", accepted })).toMatchObject({ level: "warn", failed: false });
    expect(driftGate({ dataset }, { failOn: "warn", accepted }).failed).toBe(true);
    expect(driftGate({ dataset }, { accepted }).columns[0]).toMatchObject({ column: "moved", accepted: "new sensor" });
  });
});
