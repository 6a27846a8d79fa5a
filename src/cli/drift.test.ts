import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { type CommandResult, callCommand } from "../testing/call-command.js";
import { define } from "./drift.js";
import { exitCode } from "./exit-code.js";

let folder = "";
const random = randomSource(41);
const dayMs = 86_400_000;

interface CsvOptions {
  readonly from: string;
  readonly rows?: number;
  readonly shift?: number;
  readonly label?: string;
  readonly drop?: string;
}

/** Four rows a day: a time, a number, a label. */
function csv({ from, rows = 1_200, shift = 0, label = "c", drop = "" }: CsvOptions): string {
  const start = Date.parse(from);
  const names = ["time", "speed", "road"].filter((name) => name !== drop);
  const lines = Array.from({ length: rows }, (_, row) => {
    const time = new Date(start + (row / 4) * dayMs).toISOString().slice(0, 19).replace("T", " ");
    const cells = {
      time,
      speed: String(50 + 10 * (random.normal() + shift)),
      road: ["a", "b", label][random.integer(3)],
    };
    return names.map((name) => cells[name as keyof typeof cells]).join(",");
  });
  return `${[names.join(","), ...lines].join("\n")}\n`;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cuaderno-drift-"));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write("reference.csv", csv({ from: "2017-01-01" }));
  write("same.csv", csv({ from: "2018-01-01", rows: 600 }));
  write("moved.csv", csv({ from: "2018-01-01", rows: 600, shift: 1, label: "new | road" }));
  write("less.csv", csv({ from: "2018-01-01", rows: 600, drop: "speed" }));
  write("few.csv", csv({ from: "2018-01-01", rows: 8 }));
  write("text.csv", csv({ from: "2018-01-01", rows: 600 }).replaceAll(/,[\d.]+,/g, ",fast,"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  process.exitCode = undefined;
});

const run = (...words: readonly string[]): Promise<CommandResult> => callCommand(define, words, { cwd: folder });
const compare = (current: string, ...words: readonly string[]): Promise<CommandResult> =>
  run("--reference", "reference.csv", "--current", current, ...words);

describe("cuaderno drift", () => {
  it("reports without a gate, and says so", async () => {
    const { printed, noted, result } = await compare("moved.csv", "--columns", "speed,road");
    expect(printed[0]).toMatch(/^fail: 2 of 2 columns have drifted\. Fail: road \(/);
    expect(printed.join("\n")).toContain("new labels: new | road, 3");
    expect(noted.join()).toContain("report only");
    expect(process.exitCode).toBeUndefined();
    expect(result).toMatchObject({ schema: "cuaderno-drift/1", level: "fail", failed: false, failOn: null });
  });

  it("passes rows without drift, and fails with exit 1 from the level on", async () => {
    await compare("same.csv", "--fail-on", "warn", "--columns", "speed,road");
    expect(process.exitCode).toBeUndefined();
    const few = await compare("few.csv", "--fail-on", "warn", "--columns", "speed,road");
    expect([few.printed[0]?.slice(0, 13), process.exitCode]).toEqual(["too few rows:", undefined]);
    const { noted } = await compare("moved.csv", "--fail-on", "fail");
    expect([process.exitCode, noted.at(-1)]).toEqual([1, "gate failed: level fail, --fail-on fail"]);
  });

  it("counts a column that vanished", async () => {
    const { printed } = await compare("less.csv", "--fail-on", "fail");
    expect([process.exitCode, printed.join()]).toEqual([1, expect.stringContaining("speed: the current table has no")]);
  });

  it("refuses data of another form with exit 3 and wrong use with exit 2, never with 1", async () => {
    const code = (words: Promise<unknown>): Promise<number> => words.then(() => 0, exitCode);
    expect(await code(compare("text.csv"))).toBe(3);
    expect(await code(compare("nothing.csv"))).toBe(2);
    expect(await code(compare("same.csv", "--fail-on", "always"))).toBe(2);
    expect(await code(compare("same.csv", "--by", "moon"))).toBe(2);
    expect(await code(run("--reference", "reference.csv"))).toBe(2);
    writeFileSync(join(folder, "broken.parquet"), "PAR1 but no more");
    expect(await code(compare("broken.parquet"))).toBeGreaterThan(2);
  });

  it("compares months, and writes a page, Markdown and JUnit", async () => {
    const page = ["-o", "page.html", "--junit", "junit.xml", "--markdown", "--columns", "speed,road"];
    const { printed, result } = await compare("moved.csv", "--by", "month", ...page);
    expect(printed[0]).toMatch(/^\*\*Drift: fail\.\*\* 2 of 2/);
    expect(printed[0]).toContain("| road | fail | ");
    expect(printed[0]).toContain("new \\| road");
    const { overTime } = result as { overTime: { windows: { label: string; level: string }[] } };
    expect(overTime.windows.map(({ label }) => label).slice(0, 3)).toEqual(["2018-01-01", "2018-02-01", "2018-03-01"]);
    expect(overTime.windows[0]?.level).toBe("fail");
    expect(readFileSync(join(folder, "page.html"), "utf8")).toContain("Every month against");
    expect(readFileSync(join(folder, "junit.xml"), "utf8")).toContain('<testsuite name="drift" tests="2" failures="2"');
  });

  it("compares with a profile instead of the rows", async () => {
    await run("profile", "reference.csv", "-o", "profile.json");
    const words = ["--reference", "profile.json", "--columns", "speed,road", "--fail-on", "warn", "--by", "month"];
    const same = await run(...words, "--current", "same.csv");
    expect([same.printed[0]?.slice(0, 5), process.exitCode]).toEqual(["none:", undefined]);
    const moved = await run(...words, "--current", "moved.csv");
    expect([moved.printed[0]?.slice(0, 5), process.exitCode]).toEqual(["fail:", 1]);
  });

  it("compares files of any size by the profiles of their chunks", async () => {
    const words = ["--reference", "reference.csv", "--columns", "speed,road", "--fail-on", "warn", "--stream"];
    const same = await run(...words, "--current", "same.csv");
    expect([same.printed[0]?.slice(0, 5), process.exitCode]).toEqual(["none:", undefined]);
    const moved = await run(...words, "--current", "moved.csv");
    expect([moved.printed[0]?.slice(0, 5), process.exitCode]).toEqual(["fail:", 1]);
    await expect(run(...words, "--current", "moved.csv", "--by", "month")).rejects.toThrow("--by needs the rows");
    await expect(run(...words, "--current", "moved.csv", "--model", "m.json")).rejects.toThrow("leave one of them out");
  });

  it("checks the quality of rows: repeated rows, age, months, values unlike the reference", async () => {
    const first = csv({ from: "2018-01-01", rows: 600 }).trimEnd().split("\n");
    const again = [...first, first[5] ?? "", "2018-05-31 06:00:00,9831,a"];
    writeFileSync(join(folder, "again.csv"), `${again.join("\n")}\n`);
    const words = ["quality", "again.csv", "--reference", "reference.csv", "--by", "month", "--key", "time"];
    const { printed, result } = await run(...words, "--max-age", "30", "--fail-on", "fail");
    const text = printed.join("\n");
    expect([process.exitCode, printed[0]?.slice(0, 5)]).toEqual([1, "fail:"]);
    expect(text).toMatch(/fail duplicates: 1 row repeats the time of an earlier row \(row 600: 2018-01-02/);
    expect(text).toContain("unusual values, speed: 1 value far outside");
    expect(text).toContain("freshness, time: the newest row is of 2018-0");
    expect(result).toMatchObject({ schema: "cuaderno-quality/1", failed: true });
    process.exitCode = undefined;
    const clean = await run("quality", "same.csv", "--reference", "reference.csv", "--fail-on", "warn");
    expect([clean.printed, process.exitCode]).toEqual([["none: nothing in 600 rows"], undefined]);
    await expect(run("quality", "same.csv", "--max-age", "soon")).rejects.toThrow(
      "--max-age: expected a number of days",
    );
  });

  it("learns limits, and takes them and accepted drift from drift.yaml until its end", async () => {
    await run("calibrate", "reference.csv", "--by", "month", "-o", "drift.yaml");
    const text = readFileSync(join(folder, "drift.yaml"), "utf8");
    expect(text).toMatch(/columns:\n {2}speed:\n {4}warn: 0\.\d+\n {4}fail: 0\.\d+\n {2}road:/);
    const accept = (until: string): string =>
      text.replace(
        "accept: []",
        `accept:\n  - { column: speed, until: ${until}, because: new gauge }\n  - { column: road, until: ${until}, because: new road }\n  - { column: time, until: ${until}, because: none }`,
      );
    writeFileSync(join(folder, "accepted.yaml"), accept("2999-12-31"));
    const { printed } = await compare("moved.csv", "--config", "accepted.yaml", "--fail-on", "warn");
    expect([process.exitCode, printed[0]?.slice(0, 32)]).toEqual([undefined, "none apart from accepted drift: "]);
    expect(printed.join("\n")).toContain("(accepted: new gauge, until 2999-12-31)");
    writeFileSync(join(folder, "ended.yaml"), accept("2020-01-31"));
    const { noted } = await compare("moved.csv", "--config", "ended.yaml", "--fail-on", "warn");
    expect([process.exitCode, noted.join()]).toEqual([1, expect.stringContaining("accepted drift of speed ended")]);
  });
});
