import { describe, expect, it } from "vitest";
import { maskedTracker } from "./masked-tracker.js";
import { memoryTracker } from "./memory-tracker.js";
import { maskedRegistry } from "./registry/masked-registry.js";
import { memoryRegistry } from "./registry/memory-registry.js";

const mask = () => (text: string) => text.replaceAll("hunter22", "***").replaceAll("12345678", "***");

describe("maskedTracker", () => {
  it("hides secrets in all that is written, and leaves the rest as it is", async () => {
    const kept = memoryTracker();
    const tracker = maskedTracker(kept, mask);
    const run = await tracker.startRun({ name: "with hunter22", experiment: "e hunter22", tags: { a: "hunter22" } });
    await run.logParams({ key: "hunter22", pin: 12345678, depth: 3, none: null, on: true });
    await run.setTags({ note: "the key is hunter22", plain: "x" });
    await run.logMetrics({ rmse: 1 });
    await run.logArtifact("hunter22.txt", "a hunter22 b");
    await run.logArtifact("bytes.json", new TextEncoder().encode('\ufeff{"key":"hunter22","ö":1}'));
    const picture = Uint8Array.of(0x89, 0x50, 0xff, 0x00);
    await run.logArtifact("picture.png", picture);
    await run.logInput({ name: "hunter22", source: "db://me:hunter22@host/x", digest: "d", context: "hunter22" });
    await run.end();
    const record = await kept.run(run.id);
    expect(record).toMatchObject({ name: "with ***", experiment: "e ***", status: "finished", metrics: { rmse: 1 } });
    expect(record.params).toEqual({ key: "***", pin: "***", depth: "3", none: "null", on: "true" });
    expect(record.tags).toMatchObject({ a: "***", note: "the key is ***", plain: "x" });
    const text = async (path: string) =>
      new TextDecoder("utf-8", { ignoreBOM: true }).decode(await kept.readArtifact(run.id, path));
    expect(await text("***.txt")).toBe("a *** b");
    expect(await text("bytes.json")).toBe('\ufeff{"key":"***","ö":1}');
    expect(await kept.readArtifact(run.id, "picture.png")).toEqual(picture);
    expect(await kept.inputs(run.id)).toEqual([
      { name: "***", source: "db://me:***@host/x", digest: "d", context: "***" },
    ]);
  });

  it("has keys that hold a secret refused, without telling it", async () => {
    const run = await maskedTracker(memoryTracker(), mask).startRun();
    for (const attempt of [
      run.logParams({ "a hunter22": 1 }),
      run.logMetrics({ "a hunter22": 1 }),
      run.logMetricHistory("a hunter22", [1]),
      run.setTags({ "a hunter22": "x" }),
    ]) {
      await expect(attempt).rejects.toThrow(/key "a \*\*\*" holds "\*"/);
    }
  });

  it("refuses bytes that hold a secret and are no text", async () => {
    const run = await maskedTracker(memoryTracker(), mask).startRun();
    const bytes = Uint8Array.of(0xff, 0xfe, ...new TextEncoder().encode("hunter22"));
    await expect(run.logArtifact("model.bin", bytes)).rejects.toThrow(
      'logArtifact: "model.bin" holds the value of a secret and is no text',
    );
  });

  it("finds a secret in the middle of more bytes than one text can hold", async () => {
    const run = await maskedTracker(memoryTracker(), mask).startRun();
    const bytes = new Uint8Array((1 << 26) + 100).fill(0xff);
    bytes.set(new TextEncoder().encode("hunter22"), (1 << 26) - 4);
    await expect(run.logArtifact("model.bin", bytes)).rejects.toThrow("holds the value of a secret");
  });

  it("knows secrets that become known later", async () => {
    const kept = memoryTracker();
    let known = "nothing yet";
    const run = await maskedTracker(kept, () => (text) => text.replaceAll(known, "***")).startRun();
    known = "late one";
    await run.logParams({ a: "late one" });
    expect((await kept.run(run.id)).params).toEqual({ a: "***" });
  });
});

describe("maskedRegistry", () => {
  it("hides secrets in descriptions and tags", async () => {
    const tracker = memoryTracker();
    const run = await tracker.startRun();
    await run.logArtifact("m.json", "{}");
    const registry = maskedRegistry(memoryRegistry(tracker), mask);
    await registry.createModel("m", { description: "by hunter22", tags: { a: "hunter22" } });
    await registry.register("m", { runId: run.id, path: "m.json", description: "hunter22" });
    await registry.describe("m", { tags: { b: "hunter22" } }, { version: 1 });
    expect(await registry.model("m")).toMatchObject({ description: "by ***", tags: { a: "***" } });
    expect(await registry.version("m", 1)).toMatchObject({ description: "***", tags: { b: "***" } });
  });
});
