import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommandResult, callCommand } from "../testing/call-command.js";
import { define } from "./schema-command.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cuaderno-schema-"));
  writeFileSync(join(folder, "daily-sales.csv"), "day,amount\n2020-01-01,5\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...words: readonly string[]): Promise<CommandResult> => callCommand(define, words, { cwd: folder });

describe("cuaderno schema infer", () => {
  it("prints a schema named after the file", async () => {
    const { printed, result } = await run("infer", "daily-sales.csv");
    expect(printed.join("\n")).toContain('export const dailySales = schema("dailySales", {\n  day: column.datetime(),');
    expect(result).toMatchObject({ name: "dailySales", rowCount: 1 });
  });

  it("writes a file, and does not overwrite an existing one", async () => {
    await run("infer", "daily-sales.csv", "-o", "out.ts", "--name", "sales");
    expect(readFileSync(join(folder, "out.ts"), "utf8")).toContain("export const sales");
    await expect(run("infer", "daily-sales.csv", "-o", "out.ts")).rejects.toThrow("out.ts exists");
    await expect(run("infer", "daily-sales.csv", "--name", "a b")).rejects.toThrow('"a b" is not a valid name');
    await expect(run("infer", "nothing.csv")).rejects.toThrow("no file");
  });
});
