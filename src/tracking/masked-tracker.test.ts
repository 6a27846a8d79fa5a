import { describe, expect, it } from "vitest";
import { maskedTracker } from "./masked-tracker.js";
import { memoryTracker } from "./memory-tracker.js";

const mask = () => (text: string) => text.replaceAll("hunter22", "***").replaceAll("12345678", "***");

describe("maskedTracker", () => {
  it("masks secrets in everything that is written, and nothing else", async () => {
    const inner = memoryTracker();
    const tracker = maskedTracker(inner, mask);
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
    const record = await inner.run(run.id);
    expect(record).toMatchObject({ name: "with ***", experiment: "e ***", status: "finished", metrics: { rmse: 1 } });
    expect(record.params).toEqual({ key: "***", pin: "***", depth: "3", none: "null", on: "true" });
    expect(record.tags).toMatchObject({ a: "***", note: "the key is ***", plain: "x" });
    const text = async (path: string) =>
      new TextDecoder("utf-8", { ignoreBOM: true }).decode(await inner.readArtifact(run.id, path));
    expect(await text("***.txt")).toBe("a *** b");
    expect(await text("bytes.json")).toBe('\ufeff{"key":"***","ö":1}');
    expect(await inner.readArtifact(run.id, "picture.png")).toEqual(picture);
    expect(await inner.inputs(run.id)).toEqual([
      { name: "***", source: "db://me:***@host/x", digest: "d", context: "***" },
    ]);
  });

  it("rejects keys with a secret without showing it", async () => {
    const run = await maskedTracker(memoryTracker(), mask).startRun();
    for (const attempt of [
      run.logParams({ "a hunter22": 1 }),
      run.logMetrics({ "a hunter22": 1 }),
      run.logMetricHistory("a hunter22", [1]),
      run.setTags({ "a hunter22": "x" }),
    ]) {
      await expect(attempt).rejects.toThrow(/key "a \*\*\*" has "\*"/);
    }
  });

  it("rejects a binary artifact with a secret", async () => {
    const run = await maskedTracker(memoryTracker(), mask).startRun();
    const bytes = Uint8Array.of(0xff, 0xfe, ...new TextEncoder().encode("hunter22"));
    await expect(run.logArtifact("model.bin", bytes)).rejects.toThrow(
      'logArtifact: "model.bin" is binary and has the value of a secret',
    );
  });

  it("finds a secret across the windows of a large artifact", async () => {
    const run = await maskedTracker(memoryTracker(), mask).startRun();
    const bytes = new Uint8Array((1 << 26) + 100).fill(0xff);
    bytes.set(new TextEncoder().encode("hunter22"), (1 << 26) - 4);
    await expect(run.logArtifact("model.bin", bytes)).rejects.toThrow("has the value of a secret");
  });

  it("masks secrets that become known later", async () => {
    const inner = memoryTracker();
    let known = "nothing yet";
    const run = await maskedTracker(inner, () => (text) => text.replaceAll(known, "***")).startRun();
    known = "late one";
    await run.logParams({ a: "late one" });
    expect((await inner.run(run.id)).params).toEqual({ a: "***" });
  });
});
