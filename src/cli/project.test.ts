import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const mirror = process.env.CUADERNO_DATA_MIRROR;
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "project-"));
  folders.push(folder);
  return folder;
}

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command line in a folder, without the settings of whoever runs the tests. */
async function cuaderno(
  cwd: string,
  words: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const { CUADERNO_DATA_MIRROR: _mirror, MLFLOW_TRACKING_URI: _uri, ...environment } = process.env;
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...words], {
      cwd,
      env: { ...environment, ...extra },
      maxBuffer: 50_000_000,
    });
    return { code: 0, out: stdout, err: stderr };
  } catch (thrown) {
    const { code, stdout, stderr } = thrown as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

const lastLine = (text: string): Record<string, unknown> => JSON.parse(text.trimEnd().split("\n").at(-1) ?? "");

const metricNames = ["hour_mean", "hour_weekday_mean", "model", "model_holiday"].flatMap((model) =>
  [2016, 2017, 2018].map((year) => `${model}.rmse.${year}`),
);

describe("cuaderno data", () => {
  it("pulls the sample into an empty folder, and says what is there", async () => {
    const folder = emptyFolder();
    const before = await cuaderno(folder, ["data", "status", "traffic"]);
    expect(before).toMatchObject({
      code: 0,
      out: 'traffic: no data in data/traffic; run "cuaderno data pull traffic"\n',
    });
    const pulled = await cuaderno(folder, ["data", "pull", "traffic", "--from", "sample", "--json"]);
    expect(lastLine(pulled.out)).toMatchObject({ project: "traffic", data: "sample", label: "sample, synthetic" });
    const after = await cuaderno(folder, ["data", "status", "traffic"]);
    expect(after.out).toContain("traffic: sample, synthetic; 7 files in data/traffic/sample");
  });

  it.skipIf(mirror === undefined)("pulls real files from the mirror (CUADERNO_DATA_MIRROR)", async () => {
    const folder = emptyFolder();
    const pulled = await cuaderno(folder, ["data", "pull", "traffic", "--json"], {
      CUADERNO_DATA_MIRROR: mirror ?? "",
    });
    expect(lastLine(pulled.out)).toMatchObject({ data: "real", from: "mirror", folder: "data/traffic/raw" });
    expect(existsSync(join(folder, "data/traffic/raw/Metro_Interstate_Traffic_Volume_2016.csv"))).toBe(true);
  });

  it.each([
    [["data", "pull", "trafic"], 2, 'there is no project "trafic"; did you mean "traffic"?'],
    [["data", "pull", "traffic", "--from", "mars"], 2, 'takes mirror, publisher or sample, got "mars"'],
    [["data", "pull", "traffic", "--from", "mirror"], 2, "set CUADERNO_DATA_MIRROR"],
    [["project", "run", "traffic", "--trials", "none"], 2, 'takes a whole number of at least 1, got "none"'],
    [["project", "run", "traffic", "--data", "reel"], 2, 'takes real or sample, got "reel"'],
    [["project", "rum"], 2, "unknown command 'rum'\n(Did you mean run?)\n--help shows what there is"],
    [["project", "run", "all", "--data", "reel"], 2, 'takes real or sample, got "reel"'],
  ])("refuses %j", async (words, code, message) => {
    const outcome = await cuaderno(emptyFolder(), words);
    expect(outcome.code).toBe(code);
    expect(outcome.err).toContain(message);
  });

  it("names the mirror that has nothing for the project", async () => {
    const empty = emptyFolder();
    const outcome = await cuaderno(emptyFolder(), ["data", "pull", "traffic"], { CUADERNO_DATA_MIRROR: empty });
    expect(outcome.code).toBe(2);
    expect(outcome.err).toMatch(/the mirror .* has no files for traffic under traffic\//);
  });
});

describe("cuaderno project run all", () => {
  it("tries every project, tells which failed and why, and ends with 1", async () => {
    const [folder, empty] = [emptyFolder(), emptyFolder()];
    const words = ["project", "run", "all", "--data", "real", "--json"];
    const outcome = await cuaderno(folder, words, { CUADERNO_DATA_MIRROR: empty });
    expect(outcome.code).toBe(1);
    const { projects, failed } = lastLine(outcome.out) as {
      projects: [];
      failed: { project: string; error: string }[];
    };
    expect(projects).toEqual([]);
    expect(failed.map(({ project }) => project)).toEqual(["traffic", "telecom", "milk", "worldbank", "crime"]);
    for (const { project, error } of failed) {
      expect(error).toContain(`has no files for ${project} under ${project}/; put them there`);
    }
    expect(outcome.err).toContain("5 of 5 projects failed");
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("cuaderno project run, on the sample", () => {
  const folder = emptyFolder();
  const words = ["project", "run", "traffic", "--data", "sample", "--trials", "2", "--json"];
  let first: Outcome;

  it("runs the notebooks, writes the pages and ends with one line of JSON", async () => {
    first = await cuaderno(folder, words);
    expect(first.code, first.err).toBe(0);
    expect(first.err).toMatch(/\[1\/5\] 01-explore {2}cell {2}4\/\d+ .* (ms|s)\n/);
    expect(first.out).toContain("tuned trees, holiday over the day");
    expect(first.out).toContain("trained because no model has been trained yet");
    const result = lastLine(first.out);
    expect(Object.keys(result)).toEqual(["project", "data", "metrics", "reports", "wallMs"]);
    expect(result).toMatchObject({ project: "traffic", data: "sample" });
    expect(Object.keys(result.metrics as object).sort()).toEqual([...metricNames].sort());
    expect(result.reports).toEqual([
      "reports/index.html",
      ...["01-explore", "02-features", "03-search", "04-drift", "05-model", "drift"].map(
        (name) => `reports/traffic/${name}.html`,
      ),
    ]);
    for (const report of result.reports as string[]) {
      expect(readFileSync(join(folder, report), "utf8").toLowerCase(), report).toContain("sample");
    }
    expect(readFileSync(join(folder, "reports/traffic/01-explore.html"), "utf8")).toContain('href="02-features.html"');
  }, 240_000);

  it("keeps executed notebooks and pages with a tracked run", () => {
    const kept = readdirSync(join(folder, "mlruns"), { recursive: true, encoding: "utf8" });
    for (const file of ["03-search.ipynb", "03-search.html", "drift.html"]) {
      expect(kept.filter((path) => path.endsWith(`/artifacts/reports/${file}`))).toHaveLength(1);
    }
  });

  it("trains nothing a second time, says so, and gives the same numbers", async () => {
    const second = await cuaderno(folder, words);
    expect(second.out).toContain("nothing has changed since the last training: nothing was trained");
    expect(lastLine(second.out).metrics).toEqual(lastLine(first.out).metrics);
  }, 240_000);
});

describe("cuaderno project run, interrupted", () => {
  it("ends with 130 and a sentence, keeps the trials that are done, and keeps no half model", async () => {
    const folder = emptyFolder();
    const child = spawn(process.execPath, [main, "project", "run", "traffic", "--data", "sample", "--trials", "500"], {
      cwd: folder,
      env: { ...process.env, MLFLOW_TRACKING_URI: "", CUADERNO_DATA_MIRROR: "" },
    });
    let err = "";
    child.stderr.on("data", (piece: Buffer) => {
      err += piece.toString();
    });
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    const trials = async (): Promise<string> => (await cuaderno(folder, ["runs", "list", "--all"])).out;
    while (!/03-search {2}cell {2}6\//.test(err) && child.exitCode === null) await pause(200);
    while (!/trial-1 /.test(await trials()) && child.exitCode === null) await pause(500);
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(err).toContain("stopped in 03-search.ipynb; what ran is in");
    expect(await trials()).toMatch(/search-sample +killed/);
    expect(existsSync(join(folder, "data/traffic/refined/sample/state.json"))).toBe(false);
    expect(existsSync(join(folder, "data/traffic/refined/sample/model.json"))).toBe(false);
    expect(existsSync(join(folder, "reports/traffic/03-search.html"))).toBe(true);
  }, 240_000);
});

describe.skipIf(mirror === undefined)("cuaderno project run, on the real table (CUADERNO_DATA_MIRROR)", () => {
  it("meets every aim with the fifty trials of the notebook", async () => {
    const outcome = await cuaderno(emptyFolder(), ["project", "run", "traffic", "--json"], {
      CUADERNO_DATA_MIRROR: mirror ?? "",
    });
    expect(outcome.code, outcome.err).toBe(0);
    const result = lastLine(outcome.out);
    expect(result.data).toBe("real");
    const metrics = result.metrics as Readonly<Record<string, number>>;
    expect(metrics["hour_mean.rmse.2016"]?.toFixed(2)).toBe("956.54");
    expect(metrics["hour_weekday_mean.rmse.2016"]?.toFixed(2)).toBe("567.19");
    expect(metrics["model.rmse.2016"]).toBeLessThanOrEqual(590);
    expect(metrics["model_holiday.rmse.2016"]).toBeLessThanOrEqual(525);
    expect(metrics["model_holiday.rmse.2017"]).toBeLessThanOrEqual(395);
    expect(metrics["model_holiday.rmse.2018"]).toBeLessThanOrEqual(455);
    expect(outcome.out).toContain("Best of 50 trials");
    expect(outcome.out).toMatch(/Drifted columns in 2017-2018: .*clouds/);
  }, 600_000);
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
