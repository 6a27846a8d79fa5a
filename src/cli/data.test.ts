import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { define } from "./data.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "data-command-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function data(...words: readonly string[]): Promise<{ readonly lines: string[]; readonly result: unknown }> {
  const lines: string[] = [];
  let result: unknown;
  const command = new Command("data").exitOverride();
  define(command, {
    environment: {},
    cwd: folder,
    signal: new AbortController().signal,
    print: (line) => void lines.push(line),
    note: () => undefined,
    progress: () => undefined,
    result: (value) => {
      result = value;
    },
    json: false,
    quiet: false,
    color: false,
  });
  await command.parseAsync(words, { from: "user" });
  return { lines, result };
}

function put(path: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), "text");
}

describe("cuaderno data reset", () => {
  it("refuses without --yes, and says what it would remove", async () => {
    put("data/traffic/raw/a.csv");
    await expect(data("reset", "traffic")).rejects.toThrow("this removes data/traffic/raw; pass --yes");
    expect(existsSync(join(folder, "data/traffic/raw/a.csv"))).toBe(true);
  });

  it("removes what was pulled and made, and leaves the sample and other projects", async () => {
    for (const zone of ["raw", "trusted", "refined", "sample"]) put(`data/traffic/${zone}/a.csv`);
    put("data/rain/raw/a.csv");
    const { lines, result } = await data("reset", "traffic", "--yes");
    expect(lines).toEqual(["traffic: removed data/traffic/raw, data/traffic/trusted, data/traffic/refined"]);
    expect(result).toMatchObject({ project: "traffic", removed: expect.any(Array) as unknown });
    expect(readdirSync(join(folder, "data/traffic"))).toEqual(["sample"]);
    expect(existsSync(join(folder, "data/rain/raw/a.csv"))).toBe(true);
    expect((await data("reset", "traffic")).lines).toEqual(["traffic: nothing to remove"]);
  });

  it("refuses a project that there is not", async () => {
    await expect(data("reset", "../traffic", "--yes")).rejects.toThrow("no project");
  });
});
