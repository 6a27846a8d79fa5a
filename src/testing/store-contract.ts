import { describe, expect, it } from "vitest";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import type { Store } from "../store/store.js";

/** What every store must do, run by each member: `makeStore` gives an empty one. */
export function storeContract(name: string, makeStore: () => Promise<Store>): void {
  describe(`${name} keeps the store contract`, () => {
    it("reads back the bytes it wrote, and says their size and version", async () => {
      const store = await makeStore();
      const written = await store.write("a/b.bin", Uint8Array.of(0, 255, 10, 13));
      expect(new Uint8Array(await store.read("a/b.bin"))).toEqual(Uint8Array.of(0, 255, 10, 13));
      expect(written).toEqual({ key: "a/b.bin", size: 4, version: written.version });
      expect(written.version).not.toBe("");
      expect(await store.stat("a/b.bin")).toEqual(written);
    });

    it("replaces what was there, and the version changes with the bytes", async () => {
      const store = await makeStore();
      const first = await store.write("x", text("one"));
      const second = await store.write("x", text("three"));
      expect(await read(store, "x")).toBe("three");
      expect(second.version).not.toBe(first.version);
      expect((await store.write("x", text("one"))).version).toBe(first.version);
      expect((await keys(store, "")).length).toBe(1);
    });

    it("takes names with blanks, signs and letters of any script as they stand", async () => {
      const store = await makeStore();
      const names = [
        "a b/c d.csv",
        "a+b",
        "100%",
        "%20",
        "year=2018/part=a,b.parquet",
        "naïve/ñandú/日本語/😀.txt",
        "q?x=1&y=#2",
        "'quotes'\"and\"<tags>&amp;",
        "dots...and.~tilde",
        "-dash",
      ];
      for (const [index, key] of names.entries()) await store.write(key, text(`${index}`));
      for (const [index, key] of names.entries()) expect(await read(store, key)).toBe(`${index}`);
      expect((await keys(store, "")).sort()).toEqual([...names].sort());
    });

    it("creates only where nothing is", async () => {
      const store = await makeStore();
      expect(await store.create("new/one", text("first"))).toBe(true);
      expect(await store.create("new/one", text("second"))).toBe(false);
      expect(await read(store, "new/one")).toBe("first");
      await store.write("new/two", text("written"));
      expect(await store.create("new/two", text("created"))).toBe(false);
    });

    it("lets exactly one of 32 racing creators win, and keeps the winner's bytes", async () => {
      const store = await makeStore();
      const writers = Array.from({ length: 32 }, (_, writer) => writer);
      const won = await Promise.all(writers.map((writer) => store.create("race/lock", text(`writer ${writer}`))));
      expect(won.filter(Boolean).length).toBe(1);
      expect(await read(store, "race/lock")).toBe(`writer ${won.indexOf(true)}`);
      expect(await keys(store, "race/")).toEqual(["race/lock"]);
    });

    it("lists what begins with the prefix, in code-point order", async () => {
      const store = await makeStore();
      const names = ["b", "a/z", "a-1", "a/b/c", "a.txt", "ab", "A", "｟", "😀"];
      for (const name of names) await store.write(name, text(name));
      const inOrder = ["A", "a-1", "a.txt", "a/b/c", "a/z", "ab", "b", "｟", "😀"];
      expect(await keys(store, "")).toEqual(inOrder);
      expect(await keys(store, "a")).toEqual(["a-1", "a.txt", "a/b/c", "a/z", "ab"]);
      expect(await keys(store, "a/")).toEqual(["a/b/c", "a/z"]);
      expect(await keys(store, "a/b")).toEqual(["a/b/c"]);
      expect(await keys(store, "nothing/")).toEqual([]);
      for await (const object of store.list("a/z")) expect(object).toEqual(await store.stat("a/z"));
    });

    it("says that a key is missing, and removes one twice without complaint", async () => {
      const store = await makeStore();
      await expect(store.read("not/there.csv")).rejects.toThrow(NotFoundError);
      await expect(store.read("not/there.csv")).rejects.toThrow(/not\/there\.csv/);
      expect(await store.stat("not/there.csv")).toBeUndefined();
      await store.write("there", text("x"));
      await store.remove("there");
      await store.remove("there");
      expect(await store.stat("there")).toBeUndefined();
      expect(await keys(store, "")).toEqual([]);
    });

    it("keeps empty objects and large ones", async () => {
      const store = await makeStore();
      await store.write("empty", new Uint8Array(0));
      expect((await store.read("empty")).length).toBe(0);
      expect(await store.stat("empty")).toMatchObject({ size: 0 });
      for (const size of [5 * 1024 * 1024 + 1, 17 * 1024 * 1024 + 3]) {
        const bytes = Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) & 255);
        expect(await store.write("large", bytes)).toMatchObject({ size });
        expect(Buffer.compare(await store.read("large"), bytes)).toBe(0);
        expect(await store.stat("large")).toMatchObject({ size });
      }
    });

    it("does not share memory with what was written or read", async () => {
      const store = await makeStore();
      const bytes = Uint8Array.of(1, 2, 3);
      await store.write("x", bytes);
      bytes[0] = 9;
      const found = await store.read("x");
      found[1] = 9;
      expect(new Uint8Array(await store.read("x"))).toEqual(Uint8Array.of(1, 2, 3));
    });

    it.each([
      "",
      "/etc/passwd",
      "../outside",
      "a/../../outside",
      "a//b",
      "./a",
      "a/.",
      "a/",
      "nul\0",
      "back\\slash",
      "\ud800",
    ])("refuses the key %j", async (key) => {
      const store = await makeStore();
      await expect(store.write(key, text("x"))).rejects.toThrow(ArgumentError);
      await expect(store.create(key, text("x"))).rejects.toThrow(ArgumentError);
      await expect(store.read(key)).rejects.toThrow(ArgumentError);
      await expect(store.stat(key)).rejects.toThrow(ArgumentError);
      await expect(store.remove(key)).rejects.toThrow(ArgumentError);
    });

    it("refuses a prefix that leaves the store", async () => {
      const store = await makeStore();
      await expect(keys(store, "../")).rejects.toThrow(ArgumentError);
      await expect(keys(store, "/")).rejects.toThrow(ArgumentError);
    });
  });
}

function text(words: string): Uint8Array {
  return new TextEncoder().encode(words);
}

async function read(store: Store, key: string): Promise<string> {
  return new TextDecoder().decode(await store.read(key));
}

async function keys(store: Store, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list(prefix)) found.push(key);
  return found;
}
