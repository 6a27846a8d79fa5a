import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { DataSource } from "../../sources/pull/pull-data.js";
import { openProjectFiles } from "./open-project-files.js";

const source: DataSource = {
  name: "tides",
  files: /\.csv$/,
  required: ["ports.csv"],
  publisher: { name: "nobody", fetch: async () => new Map() },
  sample: () => new Map(),
};
const base = mkdtempSync(join(tmpdir(), "project-files-"));
afterAll(() => rmSync(base, { recursive: true }));
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(base, "tides-"));
});

function put(place: string, ...names: readonly string[]): void {
  mkdirSync(join(folder, place), { recursive: true });
  for (const name of names) writeFileSync(join(folder, place, name), "port\n");
}

async function found(options: { data?: string; loose?: boolean } = {}): Promise<string> {
  const { origin, files, root } = await openProjectFiles(source, folder, options);
  return `${origin.label} in ${files.name.slice(root.name.length)}`;
}

describe("openProjectFiles", () => {
  it("takes real files where all that are required are there, else the sample", async () => {
    put("sample", "ports.csv");
    put("raw", "2020.csv");
    expect(await found()).toBe("sample, synthetic in /sample");
    put("raw", "ports.csv");
    expect(await found()).toBe("real, added by hand in /raw");
    expect(await found({ data: "sample" })).toBe("sample, synthetic in /sample");
  });

  it("takes files that lie in the folder itself only where they may", async () => {
    put("", "ports.csv");
    expect(await found({ loose: true })).toBe("real, added by hand in ");
    await expect(found()).rejects.toThrow(
      `openProjectFiles: no tides files, or not all of them, in ${folder}; run "cuaderno data pull tides"`,
    );
  });

  it("never takes the sample for real, nor a kind of data that there is not", async () => {
    put("sample", "ports.csv");
    await expect(found({ data: "real" })).rejects.toThrow("no real tides files, or not all of them, in");
    await expect(found({ data: "reel" })).rejects.toThrow('data must be "real", "sample" or "auto", got "reel"');
  });
});
