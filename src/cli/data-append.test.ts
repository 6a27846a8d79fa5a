import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandResult, callCommand } from "../testing/call-command.js";
import { define } from "./data.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cuaderno-data-append-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = undefined;
});

const call = (...words: readonly string[]): Promise<CommandResult> => callCommand(define, words, { cwd: folder });
const month = (index: number): string =>
  `${2020 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
function csv(name: string, ...rows: readonly string[]): void {
  writeFileSync(join(folder, name), ["month,price", ...rows, ""].join("\n"));
}

describe("cuaderno data append and replay", () => {
  it("reports inserted, duplicate, refused and unusual rows, and inserts the latter when accepted", async () => {
    csv("history.csv", ...Array.from({ length: 48 }, (_, index) => `${month(index)},${60 + ((index * 37) % 290)}`));
    csv("new.csv", "2023-12,144", "2024-01,99999", "2024-02,100", "2020-01,1");
    const first = await call("append", "prices", "history.csv", "--key", "month");
    expect(first.printed).toEqual(["prices: 48 inserted, 0 duplicate, 0 refused, 0 unusual; version 1, 48 rows"]);
    expect(process.exitCode).toBeUndefined();
    const dry = await call("append", "prices", "new.csv", "--dry-run");
    expect(dry.printed[0]).toContain(
      "dry run: 1 inserted, 0 duplicate, 2 refused, 1 unusual and not inserted; version 1",
    );
    const second = await call("append", "prices", "new.csv");
    expect(second.printed).toEqual([
      "prices: 1 inserted, 0 duplicate, 2 refused, 1 unusual and not inserted; version 2, 49 rows",
      expect.stringMatching(/refused\s+month=2023-12-01\s+the dataset has this key with other values/),
      expect.stringMatching(/refused\s+month=2020-01-01/),
      expect.stringMatching(/unusual\s+month=2024-01-01\s+price 99999; the history has 60 to 34\d/),
      "check the unusual values; --accept inserts their rows",
    ]);
    expect(process.exitCode).toBe(3);
    const third = await call("append", "prices", "new.csv", "--accept");
    expect(third.printed[0]).toContain(
      "1 inserted, 1 duplicate, 2 refused, 1 unusual and inserted; version 3, 50 rows",
    );
  });

  it("replays history period by period", async () => {
    csv("history.csv", ...Array.from({ length: 30 }, (_, index) => `${month(index)},${60 + index}`));
    await call("append", "prices", "history.csv", "--key", "month");
    const { printed, noted } = await call("replay", "prices", "--by", "year");
    expect(printed).toEqual(["prices-replay: 3 periods appended, 0 left"]);
    expect(noted).toEqual(["2020: 12 rows, version 1", "2021: 12 rows, version 2", "2022: 6 rows, version 3"]);
    await expect(call("replay", "prices", "--by", "decade")).rejects.toThrow('got "decade"');
  });
});
