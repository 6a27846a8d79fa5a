import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "cuaderno";
import { prefixStore } from "cuaderno/sources";
import { afterAll, beforeAll, expect, it } from "vitest";
import { pullSourceData } from "../../io/datasets/source-data.js";
import { describeOnS3 } from "../../testing/describe-on-s3.js";
import { trafficSource } from "./data-source.js";
import { loadTraffic } from "./load.js";
import { trafficSample } from "./sample.js";

describeOnS3("traffic", "lake", () => {
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "traffic-"));
    const { store, key } = await openStore("s3://lake/mirror/traffic/");
    const target = prefixStore(store, key);
    for (const [year, text] of trafficSample({ oneHourIn: 24 })) {
      await target.write(`Metro_Interstate_Traffic_Volume_${year}.csv`, new TextEncoder().encode(text));
    }
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("reads year files straight from a bucket, with their versions", async () => {
    const table = await loadTraffic("s3://lake/mirror/traffic", { years: [2016, 2017] });
    expect(table.frame.height).toBeGreaterThan(300);
    expect(table.objects.map(({ key }) => key)).toEqual([
      "Metro_Interstate_Traffic_Volume_2016.csv",
      "Metro_Interstate_Traffic_Volume_2017.csv",
    ]);
    expect(table.objects.every(({ version }) => version !== "")).toBe(true);
  });

  it("pulls from a bucket as a mirror", async () => {
    const origin = await pullSourceData(trafficSource(), { folder, mirror: "s3://lake/mirror" });
    expect(origin).toMatchObject({ data: "real", from: "mirror" });
    expect((await loadTraffic(folder)).objects.length).toBe(7);
  });

  it("names a bucket that is not there", async () => {
    await expect(loadTraffic("s3://nowhere/traffic")).rejects.toThrow(/there is no bucket "nowhere"/);
  });
});
