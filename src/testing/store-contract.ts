import { describe, expect, it } from "vitest";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import type { Store } from "../store/store.js";

/**
 * Tests that every store passes; `makeStore` returns an empty store. A server whose conditional writes check and then
 * write in two steps cannot decide a race.
 */
export function storeContract(
  name: string,
  makeStore: () => Promise<Store>,
  { decidesRaces = true }: { readonly decidesRaces?: boolean } = {},
): void {
  describe(`${name} meets the store contract`, () => {
    it("reads the bytes it wrote, and returns their size and version", async () => {
      const store = await makeStore();
      const written = await store.write("a/b.bin", Uint8Array.of(0, 255, 10, 13));
      expect(new Uint8Array(await store.read("a/b.bin"))).toEqual(Uint8Array.of(0, 255, 10, 13));
      expect(written).toMatchObject({ key: "a/b.bin", size: 4 });
      expect(written.version).not.toBe("");
      expect(await store.stat("a/b.bin")).toEqual(written);
    });

    it("replaces an object, and the version changes with the bytes", async () => {
      const store = await makeStore();
      const first = await store.write("x", text("one"));
      const second = await store.write("x", text("three"));
      expect(await read(store, "x")).toBe("three");
      expect(second.version).not.toBe(first.version);
      expect((await store.write("x", text("one"))).version).toBe(first.version);
      expect((await keys(store, "")).length).toBe(1);
    });

    it("uses names with spaces, punctuation and any script unchanged", async () => {
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

    it("creates only when the key does not exist", async () => {
      const store = await makeStore();
      expect(await store.create("new/one", text("first"))).toBe(true);
      expect(await store.create("new/one", text("second"))).toBe(false);
      expect(await read(store, "new/one")).toBe("first");
      await store.write("new/two", text("written"));
      expect(await store.create("new/two", text("created"))).toBe(false);
    });

    it.runIf(decidesRaces)("lets exactly one of 32 racing creators win, and stores its bytes", async () => {
      const store = await makeStore();
      const writers = Array.from({ length: 32 }, (_, writer) => writer);
      const won = await Promise.all(writers.map((writer) => store.create("race/lock", text(`writer ${writer}`))));
      expect(won.filter(Boolean).length).toBe(1);
      expect(await read(store, "race/lock")).toBe(`writer ${won.indexOf(true)}`);
      expect(await keys(store, "race/")).toEqual(["race/lock"]);
    });

    it("swaps only the given version", async () => {
      const store = await makeStore();
      const first = await store.write("state", text("one"));
      const second = await store.swap("state", text("two!"), first.version);
      expect(second).toEqual(await store.stat("state"));
      expect(second).toMatchObject({ key: "state", size: 4 });
      expect(await store.swap("state", text("three"), first.version)).toBeUndefined();
      expect(await read(store, "state")).toBe("two!");
      expect(await store.swap("nothing/there", text("x"), first.version)).toBeUndefined();
      expect(await keys(store, "")).toEqual(["state"]);
    });

    it.runIf(decidesRaces)("lets exactly one of 16 racing swaps win", async () => {
      const store = await makeStore();
      const { version } = await store.write("race/state", text("before"));
      const writers = Array.from({ length: 16 }, (_, writer) => writer);
      const won = await Promise.all(writers.map((writer) => store.swap("race/state", text(`swap ${writer}`), version)));
      expect(won.filter((written) => written !== undefined).length).toBe(1);
      expect(await read(store, "race/state")).toBe(`swap ${won.findIndex((written) => written !== undefined)}`);
      expect(await keys(store, "race/")).toEqual(["race/state"]);
    });

    it("writes and reads in chunks, also a range and a given version", async () => {
      const store = await makeStore();
      const size = 17 * 1024 * 1024 + 5;
      const whole = new Uint8Array(size).map((_, index) => (index * 7 + (index >> 9)) & 255);
      const written = await store.writeChunks("pieces", reusedBuffer(whole, 1_000_003));
      expect(written).toMatchObject({ key: "pieces", size });
      expect(await store.stat("pieces")).toEqual(written);
      expect(Buffer.compare(await joined(store.readChunks("pieces")), whole)).toBe(0);
      const part = { start: 9_000_000, end: 9_500_001, version: written.version };
      expect(Buffer.compare(await joined(store.readChunks("pieces", part)), whole.subarray(9_000_000, 9_500_001))).toBe(
        0,
      );
      expect((await joined(store.readChunks("pieces", { start: size - 3, end: size + 9 }))).length).toBe(3);
      expect((await joined(store.readChunks("pieces", { start: size }))).length).toBe(0);
      await store.write("pieces", text("new"));
      await expect(joined(store.readChunks("pieces", part))).rejects.toThrow(/has changed meanwhile/);
      await expect(joined(store.readChunks("none"))).rejects.toThrow(NotFoundError);
      expect(await store.writeChunks("none at all", reusedBuffer(new Uint8Array(0), 1))).toMatchObject({ size: 0 });
      expect((await joined(store.readChunks("none at all"))).length).toBe(0);
    });

    it.each([3, 30])("stores nothing when the chunks end in an error after %i MB", async (megabytes) => {
      const store = await makeStore();
      await store.write("old", text("old"));
      const failing = async function* (): AsyncGenerator<Uint8Array> {
        for (let piece = 0; piece < megabytes; piece++) yield new Uint8Array(1024 * 1024);
        throw new Error("the source broke");
      };
      await expect(store.writeChunks("new", failing())).rejects.toThrow("the source broke");
      await expect(store.writeChunks("old", failing())).rejects.toThrow("the source broke");
      expect(await keys(store, "")).toEqual(["old"]);
      expect(await read(store, "old")).toBe("old");
    });

    it("writes what is read into its buffers, and nothing when that fails", async () => {
      const store = await makeStore();
      if (store.writeFrom === undefined) return;
      const bytes = new Uint8Array(42 * 1024 * 1024 + 5).map((_, index) => (index * 7 + (index >> 9)) & 255);
      for (const size of [0, 5, 8 * 1024 * 1024, bytes.length]) {
        let next = 0;
        const written = await store.writeFrom("read", async (buffer) => {
          const part = bytes.subarray(next, Math.min(next + buffer.length, next + 3_000_001, size));
          buffer.set(part);
          next += part.length;
          return part.length;
        });
        expect(written).toEqual(await store.stat("read"));
        expect(Buffer.compare(await store.read("read"), bytes.subarray(0, size))).toBe(0);
      }
      const failing = async (): Promise<number> => Promise.reject(new Error("the source broke"));
      await expect(store.writeFrom("none", failing)).rejects.toThrow("the source broke");
      expect(await keys(store, "")).toEqual(["read"]);
    });

    it("lists the keys that start with the prefix, in code-point order", async () => {
      const store = await makeStore();
      const names = ["b", "a/z", "a-1", "a/b/c", "a.txt", "ab", "A", "｟", "😀"];
      for (const name of names) await store.write(name, text(name));
      const inOrder = ["A", "a-1", "a.txt", "a/b/c", "a/z", "ab", "b", "｟", "😀"];
      expect(await keys(store, "")).toEqual(inOrder);
      expect(await keys(store, "a")).toEqual(["a-1", "a.txt", "a/b/c", "a/z", "ab"]);
      expect(await keys(store, "a/")).toEqual(["a/b/c", "a/z"]);
      expect(await keys(store, "a/b")).toEqual(["a/b/c"]);
      expect(await keys(store, "nothing/")).toEqual([]);
      for await (const object of store.list("a/z")) expect(await store.stat("a/z")).toMatchObject(object);
    });

    it("reports a missing key, and ignores the removal of a missing one", async () => {
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

    it("stores empty objects and large ones", async () => {
      const store = await makeStore();
      await store.write("empty", new Uint8Array(0));
      expect((await store.read("empty")).length).toBe(0);
      expect(await store.stat("empty")).toMatchObject({ size: 0 });
      for (const size of [5 * 1024 * 1024 + 1, 17 * 1024 * 1024 + 3]) {
        const bytes = new Uint8Array(size).map((_, index) => (index * 31 + (index >> 8)) & 255);
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
    ])("rejects the key %j", async (key) => {
      const store = await makeStore();
      await expect(store.write(key, text("x"))).rejects.toThrow(ArgumentError);
      await expect(store.create(key, text("x"))).rejects.toThrow(ArgumentError);
      await expect(store.swap(key, text("x"), "v")).rejects.toThrow(ArgumentError);
      await expect(store.writeChunks(key, reusedBuffer(text("x"), 1))).rejects.toThrow(ArgumentError);
      await expect(joined(store.readChunks(key))).rejects.toThrow(ArgumentError);
      await expect(store.read(key)).rejects.toThrow(ArgumentError);
      await expect(store.stat(key)).rejects.toThrow(ArgumentError);
      await expect(store.remove(key)).rejects.toThrow(ArgumentError);
    });

    it("rejects a prefix that leaves the store", async () => {
      const store = await makeStore();
      await expect(keys(store, "../")).rejects.toThrow(ArgumentError);
      await expect(keys(store, "/")).rejects.toThrow(ArgumentError);
    });
  });
}

function text(words: string): Uint8Array {
  return new TextEncoder().encode(words);
}

/** The bytes in chunks that share one buffer. */
async function* reusedBuffer(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(pieceBytes);
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    const piece = bytes.subarray(start, start + pieceBytes);
    buffer.set(piece);
    yield buffer.subarray(0, piece.length);
    buffer.fill(255);
  }
}

async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

async function read(store: Store, key: string): Promise<string> {
  return new TextDecoder().decode(await store.read(key));
}

async function keys(store: Store, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list(prefix)) found.push(key);
  return found;
}
