import { describe, expect, it } from "vitest";
import { memoryTracker } from "./memory-tracker.js";
import { type RunNode, runTree } from "./run-tree.js";

describe("runTree", () => {
  it("nests runs below their parents, oldest first, with orphans as roots", async () => {
    let time = 0;
    const tracker = memoryTracker({ now: () => ++time });
    const parent = await tracker.startRun({ name: "parent" });
    const child = await tracker.startRun({ name: "child", parent });
    await tracker.startRun({ name: "second", parent });
    await tracker.startRun({ name: "grandchild", parent: child });
    await tracker.startRun({ name: "orphan", tags: { "mlflow.parentRunId": "missing" } });
    const loop = await tracker.startRun({ name: "parent of itself" });
    await loop.setTags({ "mlflow.parentRunId": loop.id });
    const outline = (nodes: readonly RunNode[]): unknown[] =>
      nodes.map(({ run, children }) => (children.length === 0 ? run.name : [run.name, ...outline(children)]));
    expect(outline(runTree(await tracker.runs()))).toEqual([
      "parent of itself",
      "orphan",
      ["parent", ["child", "grandchild"], "second"],
    ]);
  });
});
