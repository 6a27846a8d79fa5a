import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandResult, callCommand } from "../testing/call-command.js";
import { define } from "./data.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "data-command-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const data = (...words: readonly string[]): Promise<CommandResult> => callCommand(define, words, { cwd: folder });

function put(path: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), "text");
}

describe("cuaderno data pull and status", () => {
  it("show each table with its rows, span, version, watermark and origin; a second pull makes no version", async () => {
    const first = await data("pull", "telecom", "--from", "sample");
    expect(first.printed[0]).toBe("telecom: sample, synthetic; 4 files in data/telecom/sample");
    const row = / {2}share +809 +2010-06-01 to 2024-12-01 +1 +2024-12-01/;
    expect(first.printed.find((line) => row.test(line))).toContain("loaded");
    const second = await data("pull", "telecom", "--from", "sample");
    expect(second.printed.find((line) => row.test(line))).toContain("unchanged");
    const { printed, result } = await data("status", "telecom");
    expect(printed.filter((line) => row.test(line))).toHaveLength(1);
    expect(result).toMatchObject({
      project: "telecom",
      from: "sample",
      tables: [{ name: "share", version: 1, rows: 809, span: ["2010-06-01", "2024-12-01"] }, {}, {}, {}],
    });
  }, 60_000);

  it("reject an invalid number of jobs", async () => {
    await expect(data("pull", "telecom", "--jobs", "none")).rejects.toThrow(
      'data pull: --jobs: expected an integer >= 1, got "none"',
    );
  });
});

describe("cuaderno data reset", () => {
  it("lists what it would remove without --yes", async () => {
    put("data/traffic/raw/a.csv");
    await expect(data("reset", "traffic")).rejects.toThrow("this removes data/traffic/raw; pass --yes");
    expect(existsSync(join(folder, "data/traffic/raw/a.csv"))).toBe(true);
  });

  it("removes pulled files and tables, and leaves the sample and other projects", async () => {
    for (const zone of ["raw", "trusted", "refined", "sample"]) put(`data/traffic/${zone}/a.csv`);
    put("data/rain/raw/a.csv");
    const { printed, result } = await data("reset", "traffic", "--yes");
    expect(printed).toEqual(["traffic: removed data/traffic/raw, data/traffic/trusted, data/traffic/refined"]);
    expect(result).toMatchObject({ project: "traffic", removed: expect.any(Array) as unknown });
    expect(readdirSync(join(folder, "data/traffic"))).toEqual(["sample"]);
    expect(existsSync(join(folder, "data/rain/raw/a.csv"))).toBe(true);
    expect((await data("reset", "traffic")).printed).toEqual(["traffic: nothing to remove"]);
  });

  it("rejects an unknown project", async () => {
    await expect(data("reset", "../traffic", "--yes")).rejects.toThrow("no source named");
  });
});
