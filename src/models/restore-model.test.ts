import { describe, expect, it } from "vitest";
import { restoreModel } from "./restore-model.js";

describe("restoreModel", () => {
  it("refuses an unknown kind", () => {
    expect(() => restoreModel({ kind: "neural" })).toThrow(
      'model.kind: unknown model kind "neural"; expected boostedTrees,',
    );
  });
});
