import { column, openStore, readTable, schema } from "cuaderno";
import { prefixStore } from "cuaderno/sources";
import { memoryTracker } from "cuaderno/tracking";
import { beforeAll, expect, it } from "vitest";
import { describeOnS3 } from "../../testing/describe-on-s3.js";
import { analyseTelecom } from "./analyse.js";
import { readTelecom, refreshTelecom } from "./load.js";
import { recordTelecom } from "./record.js";
import { telecomSample } from "./sample.js";

describeOnS3("telecom", "lake", () => {
  const folder = "s3://lake/telecom";

  beforeAll(async () => {
    const { store, key } = await openStore(`${folder}/raw/`);
    for (const [name, bytes] of telecomSample()) await prefixStore(store, key).write(name, bytes);
  }, 60_000);

  it("goes from raw files to trusted Parquet and the refined market, all in the bucket, and again without a change", async () => {
    const states = async () => (await refreshTelecom(folder)).loads.map(({ state, version }) => `${state} ${version}`);
    expect(await states()).toEqual(Array(4).fill("loaded 1"));
    expect(await states()).toEqual(Array(4).fill("unchanged 1"));
    const tables = await readTelecom(folder);
    const tracker = memoryTracker({ now: () => 0, newId: ids() });
    const analysis = analyseTelecom(tables);
    const kept = await recordTelecom(tables, analysis, { dataFolder: folder, tracker });
    expect(kept.isNew).toBe(true);
    const again = await recordTelecom(tables, analysis, { dataFolder: folder, tracker });
    expect([again.isNew, again.runId]).toEqual([false, kept.runId]);
    const market = schema("market", {
      group: column.string(),
      groupName: column.string(),
      share: column.number({ nullable: true }),
    });
    const rows = await readTable(`${folder}/refined/real/market.csv`, market, { extra: "ignore" });
    expect(rows.height).toBe(tables.frames.share.height);
    expect(rows.getColumn("groupName").toArray()).toContain("AMÉRICA MÓVIL");
  }, 120_000);
});

function ids(): () => string {
  let count = 0;
  return () => `run${count++}`.padStart(32, "0");
}
