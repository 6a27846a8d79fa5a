import { describe, expect, it } from "vitest";
import { storeContract } from "../testing/store-contract.js";
import { memoryStore } from "./memory-store.js";
import { prefixStore } from "./prefix-store.js";
import type { StoredObject } from "./store.js";

storeContract("a folder of a store", async () => prefixStore(memoryStore(), "deep/folder"));

describe("storeFolder", () => {
  it("writes from buffers where the store does", async () => {
    const store = memoryStore();
    expect(prefixStore(store, "deep").writeFrom).toBeUndefined();
    const writeFrom = async (key: string): Promise<StoredObject> => ({ key, size: 0, version: "1" });
    const folder = prefixStore({ ...store, writeFrom }, "deep");
    expect(await folder.writeFrom?.("a", async () => 0)).toMatchObject({ key: "a" });
  });

  it("does not see files outside the folder", async () => {
    const store = memoryStore();
    const bytes = new TextEncoder().encode("x");
    await store.write("deep/folder2/a", bytes);
    const folder = prefixStore(store, "deep/folder");
    await folder.write("b", bytes);
    const keys: string[] = [];
    for await (const { key } of folder.list("")) keys.push(key);
    expect(keys).toEqual(["b"]);
    expect(await store.stat("deep/folder/b")).toBeDefined();
    await expect(folder.read("a")).rejects.toThrow("deep/folder/a");
  });
});
