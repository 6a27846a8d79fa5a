import { describe, expect, it } from "vitest";
import { EnvironmentError } from "../../core/errors.js";
import { memoryStore } from "../../store/memory-store.js";
import type { Store } from "../../store/store.js";
import { type DataSource, type FileOutcome, pullData } from "./pull-data.js";
import { readDataOrigin } from "./read-data-origin.js";
import { readSampleOrigin } from "./read-sample-origin.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function source(fetch: DataSource["publisher"]["fetch"]): DataSource {
  return {
    name: "rain",
    files: /^rain_\d{4}\.csv$/,
    publisher: { name: "the weather office", fetch },
    sample: () => new Map([["rain_2000.csv", bytes("synthetic")]]),
  };
}

const offline = source(() =>
  Promise.reject(new EnvironmentError("downloadFile: could not fetch it; check the network")),
);
const online = source(async () => new Map([["rain_2001.csv", bytes("measured")]]));

async function mirror(): Promise<{ readonly store: Store; readonly key: string }> {
  const store = memoryStore();
  await store.write("files/rain/rain_2001.csv", bytes("mirrored"));
  await store.write("files/rain/notes.txt", bytes("not ours"));
  return { store, key: "files" };
}

describe("pullData", () => {
  it("pulls from the mirror if there is one, and only the files of the project", async () => {
    const [raw, sample] = [memoryStore(), memoryStore()];
    const origin = await pullData(online, { raw, sample, mirror: await mirror() });
    expect(origin).toMatchObject({ data: "real", from: "mirror", label: "real, from the mirror" });
    expect(new TextDecoder().decode(await raw.read("rain_2001.csv"))).toBe("mirrored");
    expect(await raw.stat("notes.txt")).toBeUndefined();
    const { pulled, ...present } = origin;
    expect(pulled).toEqual([{ name: "rain_2001.csv", state: "loaded" }]);
    expect(await readDataOrigin(raw, online)).toEqual(present);
  });

  it("pulls from the publisher without a mirror", async () => {
    const raw = memoryStore();
    const origin = await pullData(online, { raw, sample: memoryStore() });
    expect(origin).toMatchObject({ data: "real", from: "publisher", address: "the weather office" });
    expect(origin.files).toEqual([{ name: "rain_2001.csv", size: 8, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  });

  it("uses the sample with the reason, in a store of its own", async () => {
    const [raw, sample, lines] = [memoryStore(), memoryStore(), [] as string[]];
    const origin = await pullData(offline, { raw, sample, log: (line) => lines.push(line) });
    expect(origin).toMatchObject({ data: "sample", label: "sample, synthetic" });
    expect(lines.at(-1)).toContain("cannot pull from the weather office");
    expect(await readDataOrigin(raw, offline)).toBeUndefined();
    expect(await sample.stat("rain_2000.csv")).toBeDefined();
    expect(await readSampleOrigin(sample, offline)).toMatchObject({
      data: "sample",
      from: "sample",
      label: "sample, synthetic",
    });
  });

  it("does not use the sample instead of the requested origin", async () => {
    const stores = { raw: memoryStore(), sample: memoryStore() };
    await expect(pullData(offline, { ...stores, from: "publisher" })).rejects.toThrow("could not fetch");
    await expect(pullData(online, { ...stores, from: "mirror" })).rejects.toThrow("set CUADERNO_DATA_MIRROR");
    const empty = { store: memoryStore({ name: "s3://other" }), key: "" };
    await expect(pullData(online, { ...stores, mirror: empty })).rejects.toThrow(
      "pullData: no files of rain in rain/ of the mirror s3://other",
    );
  });

  it("does not write a file with the same bytes", async () => {
    const raw = memoryStore();
    let writes = 0;
    const counting: Store = {
      ...raw,
      write: (key, content) => {
        writes += 1;
        return raw.write(key, content);
      },
    };
    await pullData(online, { raw: counting, sample: memoryStore() });
    expect(writes).toBe(2);
    await pullData(online, { raw: counting, sample: memoryStore() });
    expect(writes).toBe(2);
  });

  it("labels files without a saved origin as added by hand", async () => {
    const raw = memoryStore();
    await raw.write("rain_1999.csv", bytes("old"));
    expect(await readDataOrigin(raw, online)).toMatchObject({ data: "real", label: "real, added by hand" });
  });

  it("retains the earlier copy of a failed file, and passes the publisher's marks to its fetch", async () => {
    const raw = memoryStore();
    const marks: (string | undefined)[] = [];
    let round = 0;
    const two = source(async ({ known }) => {
      round += 1;
      marks.push(known.get("rain_2001.csv")?.mark);
      return new Map<string, FileOutcome>([
        [
          "rain_2001.csv",
          round === 1 ? { state: "loaded", bytes: bytes("measured"), mark: '"1"' } : { state: "unchanged" },
        ],
        [
          "rain_2002.csv",
          round < 3 ? { state: "loaded", bytes: bytes(`round ${round}`) } : { state: "failed", reason: "down" },
        ],
      ]);
    });
    const stores = { raw, sample: memoryStore(), from: "publisher" } as const;
    await pullData(two, stores);
    await pullData(two, stores);
    const third = await pullData(two, stores);
    expect(marks).toEqual([undefined, '"1"', '"1"']);
    expect(third.pulled).toEqual([
      { name: "rain_2001.csv", state: "unchanged" },
      { name: "rain_2002.csv", state: "failed", reason: "down" },
    ]);
    expect(new TextDecoder().decode(await raw.read("rain_2002.csv"))).toBe("round 2");
    await raw.write("rain_2001.csv", bytes("edited by hand"));
    await pullData(two, stores);
    expect(marks.at(-1)).toBeUndefined();
  });

  it("uses the sample while a required file is missing, and fails when every file failed", async () => {
    const half: DataSource = {
      ...source(
        async () =>
          new Map<string, FileOutcome>([
            ["rain_2001.csv", { state: "loaded", bytes: bytes("measured") }],
            ["rain_2002.csv", { state: "failed", reason: "down" }],
          ]),
      ),
      required: ["rain_2001.csv", "rain_2002.csv"],
    };
    const [raw, lines] = [memoryStore(), [] as string[]];
    const origin = await pullData(half, { raw, sample: memoryStore(), log: (line) => lines.push(line) });
    expect([origin.data, lines.at(-1)]).toEqual([
      "sample",
      expect.stringContaining("rain_2002.csv missing: rain_2002.csv: down"),
    ]);
    expect(await readDataOrigin(raw, half)).toBeUndefined();
    const none = source(
      async () => new Map<string, FileOutcome>([["rain_2001.csv", { state: "failed", reason: "down" }]]),
    );
    await expect(pullData(none, { raw, sample: memoryStore(), from: "publisher" })).rejects.toThrow(
      "rain_2001.csv: down",
    );
  });
});
