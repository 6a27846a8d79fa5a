import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readStations } from "./read-stations.js";

function writeStations(rows: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "stations-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "stations.csv");
  writeFileSync(path, ["DISTRICT,DISTRICT NAME,LATITUDE,LONGITUDE", ...rows].join("\n"));
  return path;
}

describe("readStations", () => {
  it("gives districts three digits and leaves headquarters out", async () => {
    const path = writeStations(["1,Central,41.858,-87.627", "Headquarters,Headquarters,41.83,-87.62"]);
    expect(await readStations(path)).toEqual([{ name: "001", title: "Central", latitude: 41.858, longitude: -87.627 }]);
    const all = await readStations(path, { headquarters: true });
    expect(all.map(({ name }) => name)).toEqual(["001", "Headquarters"]);
  });

  it("refuses a file without the station of a district", async () => {
    const path = writeStations(["x,Central,41.858,-87.627"]);
    await expect(readStations(path)).rejects.toThrow(/readStations: .*stations\.csv: column "DISTRICT": expected/);
  });
});
