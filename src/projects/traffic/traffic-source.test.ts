import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { pullFiles, readTable } from "cuaderno";
import { pullData } from "cuaderno/sources";
import { localStore, memoryStore } from "cuaderno/store";
import { strToU8, zipSync } from "fflate";
import { afterEach, describe, expect, it } from "vitest";
import { trafficSchema } from "./traffic-schema.js";
import { trafficSource } from "./traffic-source.js";

const table = [
  "holiday,temp,rain_1h,snow_1h,clouds_all,weather_main,weather_description,date_time,traffic_volume",
  "None,288.28,0.0,0.0,40,Clouds,scattered clouds,2012-10-02 09:00:00,5545",
].join("\n");
const archive = zipSync({ "Metro_Interstate_Traffic_Volume.csv.gz": new Uint8Array(gzipSync(strToU8(table))) });

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function publisher(body: Uint8Array | undefined): Promise<string> {
  const server = createServer((_request, response) => {
    if (body === undefined) response.writeHead(503).end();
    else response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/traffic.zip`;
}

describe("trafficSource", () => {
  it("takes the table out of the publisher's archive, ready to load", async () => {
    const folder = await mkdtemp(join(tmpdir(), "traffic-"));
    closers.push(() => rm(folder, { recursive: true }));
    const source = trafficSource({ address: await publisher(archive) });
    const stores = { raw: localStore(join(folder, "raw")), sample: memoryStore() };
    const origin = await pullData(source, { ...stores, from: "publisher" });
    expect(origin).toMatchObject({
      label: "real, from the publisher",
      files: [{ name: "Metro_Interstate_Traffic_Volume.csv.gz" }],
    });
    const files = await pullFiles(source, { folder, mirror: "" });
    expect(files).toMatchObject({ data: "real", label: "real, from the publisher" });
    const frame = await readTable(files.paths, trafficSchema, { extra: "ignore" });
    expect(frame.getColumn("volume").get(0)).toBe(5545);
  });

  it("uses the sample when the publisher is down, after one quick try", async () => {
    const source = trafficSource({ address: await publisher(undefined) });
    const lines: string[] = [];
    const sample = memoryStore();
    const origin = await pullData(source, { raw: memoryStore(), sample, log: (line) => lines.push(line) });
    expect(origin.data).toBe("sample");
    expect(lines.at(-1)).toMatch(/cannot pull from UCI Machine Learning Repository.*503/);
    expect(origin.files.map(({ name }) => name)).toContain("Metro_Interstate_Traffic_Volume_2018.csv");
  });

  it("refuses an archive that is something else", async () => {
    const source = trafficSource({ address: await publisher(strToU8("<html>moved</html>")) });
    await expect(pullData(source, { raw: memoryStore(), sample: memoryStore(), from: "publisher" })).rejects.toThrow(
      /zip|HTML/,
    );
  });
});
