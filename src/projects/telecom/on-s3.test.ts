import { column, memoryTracker, openStore, readTable, schema, storeFolder } from "cuaderno";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ensureBucket } from "../../store/ensure-bucket.js";
import { type S3Server, s3ServerKinds } from "../../testing/s3-server.js";
import { analyseTelecom } from "./analyse.js";
import { readTelecom, refreshTelecom } from "./load.js";
import { recordTelecom } from "./record.js";
import { telecomSample } from "./sample.js";

const kind = s3ServerKinds()
  .toReversed()
  .find(({ missing }) => missing === undefined);

describe.skipIf(kind === undefined)("telecom on S3 (neither moto_server nor radosgw is on PATH when skipped)", () => {
  const folder = "s3://lake/telecom";
  let server: S3Server | undefined;

  beforeAll(async () => {
    server = await kind?.start();
    const { endpoint = "", accessKeyId = "", secretAccessKey = "" } = server ?? {};
    vi.stubEnv("AWS_ENDPOINT_URL_S3", endpoint);
    vi.stubEnv("AWS_ACCESS_KEY_ID", accessKeyId);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", secretAccessKey);
    await ensureBucket("lake", { endpoint, credentials: { accessKeyId, secretAccessKey } });
    const { store, key } = await openStore(`${folder}/raw/`);
    for (const [name, bytes] of telecomSample()) await storeFolder(store, key).write(name, bytes);
  }, 60_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server?.stop();
  });

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
      group: column.text(),
      groupName: column.text(),
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
