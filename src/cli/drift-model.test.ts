import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataFrame } from "nodejs-polars";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { readAnyTable } from "../io/datasets/read-any-table.js";
import { writeTable } from "../io/tables/write-table.js";
import { logModel } from "../io/tracker/log-model.js";
import { openRegistry } from "../io/tracker/open-registry.js";
import { openTracker } from "../io/tracker/open-tracker.js";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import { pipeline } from "../pipeline/pipeline.js";
import { predictRows } from "../pipeline/predict-rows.js";
import { predictionLog } from "../server/prediction-log.js";
import { columnsFromEntries } from "../table/columns.js";
import { toFrame } from "../table/to-frame.js";
import { type CommandResult, callCommand } from "../testing/call-command.js";
import { type SqlServer, sqlServerKinds } from "../testing/sql-server.js";
import { define } from "./drift.js";
import { exitCode } from "./exit-code.js";

let folder = "";
let tracking = "";
const dayMs = 86_400_000;

/** Hours with a temperature, a road and a volume that follows both. */
function table(seed: number, count: number, shift = 0): DataFrame {
  const random = randomSource(seed);
  const temperature = Float64Array.from({ length: count }, () => random.normal() + shift);
  const road = Array.from({ length: count }, () => "ab"[random.integer(2)] as string);
  return toFrame(
    columnsFromEntries([
      [
        "time",
        { kind: "time", values: Float64Array.from({ length: count }, (_, row) => Date.UTC(2026, 0, 1) + row * dayMs) },
      ],
      ["temperature", { kind: "number", values: temperature }],
      ["road", { kind: "string", values: road }],
      [
        "volume",
        {
          kind: "number",
          values: temperature.map((value, row) => 100 * value + (road[row] === "a" ? 50 : 0) + random.normal()),
        },
      ],
    ]),
  );
}

const run = (...words: readonly string[]): Promise<CommandResult> =>
  callCommand(define, [...words, "--tracking-uri", tracking], { cwd: folder });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cuaderno-drift-model-"));
  tracking = join(folder, "mlruns");
  const train = table(1, 900);
  await writeTable(join(folder, "train.parquet"), train);
  await writeTable(join(folder, "same.parquet"), table(2, 300));
  await writeTable(join(folder, "moved.parquet"), table(3, 300, 1));
  await writeTable(join(folder, "unlabelled.csv"), table(3, 300, 1).drop(["volume"]));
  const fitted = pipeline({ model: gradientBoosting({ rounds: 30 }) }).fit(train.drop(["time"]), "volume");
  const tracker = await openTracker({ uri: tracking });
  const registry = await openRegistry({ uri: tracking, tracker });
  const started = await tracker.startRun({ experiment: "test" });
  const version = await registry.register("toy", await logModel(started, fitted, { reference: train }));
  await registry.setAliases("toy", { champion: version.version });
  await started.end();
  const log = predictionLog({
    folder: join(folder, "log"),
    instance: "a",
    now: () => new Date(Date.UTC(2026, 5, 1)),
    onProblem: (problem) => expect.unreachable(problem),
  });
  const rows = table(4, 120, 2).drop(["time", "volume"]).toRecords() as { temperature: number; road: string }[];
  const served = { ref: "toy", name: "toy", version: "1", model: fitted } as unknown as Parameters<
    typeof log.add
  >[0]["served"];
  log.add({ requestId: "r", served, rows, predicted: predictRows(fitted, rows) });
  await log.flush();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  process.exitCode = undefined;
});

describe("cuaderno drift --model", () => {
  it("compares with the profile that was saved with the champion: inputs, predictions, scores, contributions", async () => {
    const { printed, result } = await run(
      "--model",
      "models:/toy@champion",
      "--current",
      "moved.parquet",
      "--fail-on",
      "fail",
    );
    expect(process.exitCode).toBe(1);
    const text = printed.join("\n");
    expect(printed[0]).toMatch(/^fail: 3 of 4 columns have drifted\. Fail: /);
    expect(text).toMatch(/models:\/toy\/1: rmse \d+(\.\d+)?, \d+(\.\d+)? on the reference/);
    expect(text).toMatch(/mean prediction \+\d+(\.\d+)?: temperature \+\d+/);
    expect(text).toContain("drift that matters most: temperature");
    const { model, dataset } = result as {
      model: { change: { change: number; columns: { contribution: number }[] } };
      dataset: { columns: { column: string }[]; referenceRows: number };
    };
    expect(dataset.columns.map(({ column }) => column).sort()).toEqual(["prediction", "road", "temperature", "volume"]);
    expect(dataset.referenceRows).toBe(900);
    const sum = model.change.columns.reduce((total, { contribution }) => total + contribution, 0);
    expect(sum).toBeCloseTo(model.change.change, 6);
  });

  it("passes rows without drift, and compares without the target, or with rows instead of the profile", async () => {
    await run("--model", "models:/toy@champion", "--current", "same.parquet", "--fail-on", "warn");
    expect(process.exitCode).toBeUndefined();
    const unlabelled = await run("--model", "models:/toy@champion", "--current", "unlabelled.csv", "--by", "month");
    expect(unlabelled.printed.join("\n")).toContain("the current rows have no target");
    const rows = await run("--model", "toy/1", "--reference", "train.parquet", "--current", "moved.parquet");
    expect(rows.printed[0]).toMatch(/^fail: 3 of 4/);
    expect((rows.result as { model: { savedScores: object } }).model.savedScores).toHaveProperty("rmse");
  });

  it("reads the prediction log of serve, by the time of the predictions", async () => {
    const { printed, result } = await run(
      "--model",
      "models:/toy@champion",
      "--current",
      "log/toy/",
      "--by",
      "month",
      "--markdown",
    );
    expect(printed[0]).toMatch(/^\*\*Drift: fail\.\*\*/);
    expect(printed[0]).toContain("| temperature | fail |");
    const { overTime } = result as { overTime: { time: string; windows: { label: string; rowCount: number }[] } };
    expect([overTime.time, overTime.windows[0]]).toEqual([
      "predicted_at",
      expect.objectContaining({ label: "2026-06-01", rowCount: 120 }),
    ]);
    const alone = await run("--reference", "train.parquet", "--current", "log/toy/");
    expect(alone.printed.join("\n")).not.toContain("request_id");
  });

  it("says what to do for a model without a profile, and compares two profiles", async () => {
    const code = (words: Promise<unknown>): Promise<number> => words.then(() => 0, exitCode);
    expect(await code(run("--model", "models:/other@champion", "--current", "same.parquet"))).toBe(2);
    expect(await code(run("--current", "same.parquet"))).toBe(2);
    await run("profile", "moved.parquet", "--model", "toy/1", "-o", "moved.json");
    const { printed } = await run("--model", "toy/1", "--current", "moved.json", "--fail-on", "fail");
    expect([printed[0]?.slice(0, 5), process.exitCode]).toEqual(["fail:", 1]);
    expect(await code(run("--model", "toy/1", "--current", "moved.json", "--by", "month"))).toBe(2);
  });

  it("writes rows to a file and to a run, and refuses other files before it writes", async () => {
    const words = ["--model", "toy/1", "--current", "moved.parquet", "--by", "month"];
    const { result } = await run(...words, "--rows", "drift.parquet", "--track", "watch", "-o", "page.html");
    const rows = await readAnyTable(join(folder, "drift.parquet"));
    expect(rows.columns).toContain("window_start");
    const tracker = await openTracker({ uri: tracking });
    const { metrics } = await tracker.run((result as { runId: string }).runId);
    expect(metrics).toMatchObject({ drift: 2, drifted_share_all: 0.75 });
    expect(readFileSync(join(folder, "page.html"), "utf8")).toContain("the profile of models:/toy/1");
    await expect(run(...words, "--rows", "drift.txt")).rejects.toThrow("--rows: expected .parquet, .csv or .jsonl");
  });

  it("accepts the drift of a column until a day, and leaves comments in drift.yaml", async () => {
    writeFileSync(join(folder, "drift.yaml"), "# ours\nversion: 1\ncolumns:\n  road: { warn: 0.1, fail: 0.3 }\n");
    await run("accept", "temperature", "--until", "2999-01-31", "--because", "a warm year");
    await run("accept", "temperature", "--until", "2999-12-31", "--because", "a warm year");
    const text = readFileSync(join(folder, "drift.yaml"), "utf8");
    expect([text.startsWith("# ours"), text.match(/until/g)?.length, text.includes("2999-12-31")]).toEqual([
      true,
      1,
      true,
    ]);
    await expect(run("accept", "road", "--until", "soon", "--because", "x")).rejects.toThrow("expected a day such as");
    const { gate } = {
      gate: await run(
        "--reference",
        "train.parquet",
        "--current",
        "moved.parquet",
        "--columns",
        "temperature",
        "--config",
        "drift.yaml",
        "--fail-on",
        "warn",
      ),
    };
    expect([process.exitCode, gate.printed[0]?.slice(0, 30)]).toEqual([undefined, "none apart from accepted drift"]);
  });
});

const [, postgres] = sqlServerKinds();
describe.skipIf(postgres.missing !== undefined)(`cuaderno drift with SQL (${postgres.missing ?? "here"})`, () => {
  let server: SqlServer;
  beforeAll(async () => {
    server = await postgres.start();
  }, 60_000);
  afterAll(() => server.stop());

  it("compares queries of a database whose URL is in a variable, and writes the rows to a table", async () => {
    await server.execute(
      "create table hours as select n as id, (n % 97)::float8 as speed, n > 500 as late from generate_series(1, 1000) n",
      "grant all on hours to public",
      "grant all on schema public to public",
    );
    const environment = { SHOP_URL: server.url };
    const words = [
      "--reference",
      "select speed from hours where not late",
      "--current",
      "select speed + 40 as speed from hours where late",
    ];
    const { printed } = await callCommand(define, [...words, "--database", "SHOP_URL", "--sql-table", "drift_rows"], {
      cwd: folder,
      environment,
    });
    expect(printed[0]).toMatch(/^fail: 1 of 1 columns has drifted/);
    const { result } = await callCommand(
      define,
      [
        "--reference",
        "select count(*)::float8 as n from drift_rows",
        "--current",
        "select 7::float8 as n",
        "--database",
        "SHOP_URL",
      ],
      { cwd: folder, environment },
    );
    expect(result).toMatchObject({ level: "too few rows" });
    await expect(callCommand(define, [...words], { cwd: folder })).rejects.toThrow(
      "--database: DATABASE_URL is not set",
    );
  });
});
