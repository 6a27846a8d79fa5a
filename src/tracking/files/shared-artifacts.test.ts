import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../store/memory-store.js";
import { temporaryFolder, temporaryTracker } from "../../testing/temporary-tracker.js";

describe("artifacts of a tracker's folder", () => {
  it("with the same bytes are stored once, as plain files", async () => {
    const artifactIndex = join(temporaryFolder(), "cache", "index.artifacts");
    const { tracker, root } = temporaryTracker({ artifactIndex });
    const page = new Uint8Array(100_000).fill(65);
    const runs = [await tracker.startRun(), await tracker.startRun(), await tracker.startRun()];
    const file = (number: number, name: string) => join(root, "0", runs[number]?.id ?? "", "artifacts", name);
    for (const run of runs) await run.logArtifact("reports/page.html", page);
    await runs[0]?.logArtifact("copy.html", page);
    await runs[0]?.logArtifact("copy.html", page);
    await runs[0]?.logArtifact("small.txt", "x");
    await runs[1]?.logArtifact("small.txt", "x");
    const stats = statSync(file(0, "reports/page.html"));
    expect(stats.nlink).toBe(4);
    expect(statSync(file(2, "reports/page.html")).ino).toBe(stats.ino);
    expect(statSync(file(1, "small.txt")).nlink).toBe(1);
    await runs[1]?.logArtifact("reports/page.html", new Uint8Array(100_000).fill(66));
    expect(readFileSync(file(0, "reports/page.html"))).toEqual(Buffer.from(page));
    expect(readFileSync(file(1, "reports/page.html"))[0]).toBe(66);
  });

  it("are written when what the index names was removed or changed", async () => {
    const artifactIndex = join(temporaryFolder(), "index.artifacts");
    const first = temporaryTracker({ artifactIndex });
    const run = await first.tracker.startRun();
    await run.logArtifact("a.bin", new Uint8Array(5_000));
    writeFileSync(join(first.root, "0", run.id, "artifacts", "a.bin"), new Uint8Array(5_000).fill(1));
    await run.logArtifact("b.bin", new Uint8Array(5_000));
    expect((await first.tracker.readArtifact(run.id, "b.bin"))[0]).toBe(0);
    expect((await first.tracker.readArtifact(run.id, "a.bin"))[0]).toBe(1);
  });

  it("are on another store when the experiment names one", async () => {
    const stores = new Map<string, ReturnType<typeof memoryStore>>();
    const openArtifacts = async (uri: string) => {
      const store = stores.get(uri) ?? memoryStore();
      stores.set(uri, store);
      return store;
    };
    const { tracker, root } = temporaryTracker({ artifactRoot: "s3://lake/runs/", openArtifacts });
    const run = await tracker.startRun({ experiment: "far" });
    expect(run.artifactUri).toBe(`s3://lake/runs/${run.experimentId}/${run.id}/artifacts`);
    await run.logArtifact("figures/a.html", "<p>é</p>");
    expect(await tracker.artifacts(run.id)).toEqual([{ path: "figures/a.html", size: 9 }]);
    expect(new TextDecoder().decode(await tracker.readArtifact(run.id, "figures/a.html"))).toBe("<p>é</p>");
    await expect(tracker.readArtifact(run.id, "none")).rejects.toThrow(/has no artifact "none" at s3:\/\/lake/);
    expect(existsSync(join(root, run.experimentId, run.id, "artifacts", "figures"))).toBe(false);
    expect([...stores.keys()]).toEqual([run.artifactUri]);
    const inDefault = await tracker.startRun();
    expect(inDefault.artifactUri).toBe(`s3://lake/runs/0/${inDefault.id}/artifacts`);
    const { tracker: blind } = temporaryTracker({ root });
    await expect(blind.artifacts(run.id)).rejects.toThrow(/no store is configured for s3:/);
  });
});
