import { describe, expect, it } from "vitest";
import { memoryStore } from "../store/memory-store.js";
import { storeFolder } from "./store-folder.js";

const bytes = new TextEncoder().encode("x");

describe("storeFolder", () => {
  it("puts keys below the folder and gives them back relative to it", async () => {
    const store = memoryStore();
    await store.write("other/a", bytes);
    const folder = storeFolder(store, "deep/folder");
    expect((await folder.write("a", bytes)).key).toBe("a");
    expect(await folder.create("a", bytes)).toBe(false);
    expect((await folder.stat("a"))?.key).toBe("a");
    const keys: string[] = [];
    for await (const { key } of folder.list("")) keys.push(key);
    expect(keys).toEqual(["a"]);
    expect(await store.stat("deep/folder/a")).toBeDefined();
    await folder.remove("a");
    expect(await store.stat("deep/folder/a")).toBeUndefined();
    await expect(folder.read("a")).rejects.toThrow("deep/folder/a");
  });
});
