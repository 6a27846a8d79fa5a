import { describe, expect, it } from "vitest";
import { memoryTracker } from "../memory-tracker.js";
import { maskedRegistry } from "./masked-registry.js";
import { memoryRegistry } from "./memory-registry.js";

const mask = () => (text: string) => text.replaceAll("hunter22", "***");

describe("maskedRegistry", () => {
  it("masks secrets in descriptions and tags", async () => {
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
