import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { real } from "../search/space/real.js";
import { openStudy } from "../studies/open-study.js";
import { callCommand } from "../testing/call-command.js";
import { childProgram, startChild } from "../testing/child-program.js";
import { missingRedis, type RedisServer, startRedis } from "../testing/redis-server.js";
import { define } from "./search.js";

const module = `
export const space = ${JSON.stringify({ x: real(-5, 5) })};
export const trials = 9;
export const objective = ({ x }, { report }) => { report(1, x); return x * x; };
export const slow = async ({ x }) => { await new Promise((resolve) => setTimeout(resolve, 20)); return x * x; };
export const broken = () => { throw new Error("no rows"); };
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cuaderno-search-"));
  writeFileSync(join(folder, "m.mjs"), module);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const call = (...words: readonly string[]) => callCommand(define, words, { cwd: folder });

describe("cuaderno search", () => {
  it("runs the trials of the module with its space", async () => {
    const study = join(folder, "whole.journal");
    const { printed, result } = await call("worker", "--study", study, "--module", "m.mjs#objective");
    expect(result).toMatchObject({ name: "search", trials: 9, states: { complete: 9 }, ran: 9, open: [] });
    expect(printed.at(-1)).toMatch(/^9 trials by this worker; search: minimize, 9 trials \(9 complete\); best /);
    expect((await call("show", "--study", study)).result).toMatchObject([{ trials: 9, states: { complete: 9 } }]);
  });

  it("uses the space of a study that has one, and maximizes as it does", async () => {
    const study = join(folder, "stored.journal");
    const opened = await openStudy("maximize", { x: real(0, 2) }, { storage: study, name: "s" });
    await opened.close();
    writeFileSync(join(folder, "bare.mjs"), "export const objective = ({ x }) => x;");
    const { result } = await call(
      ...["worker", "--study", study, "--name", "s", "--module", "bare.mjs#objective", "--trials", "6", "-j", "2"],
    );
    expect(result).toMatchObject({ directions: ["maximize"], states: { complete: 6 } });
  });

  it("waits for the trials of others, and runs those of a killed worker", async () => {
    const study = join(folder, "killed.journal");
    const program = childProgram(`
      import { real } from "./search/space/real.js";
      import { openStudy } from "./studies/open-study.js";
      const study = await openStudy("minimize", { x: real(-5, 5) }, { storage: process.argv[2] });
      const trial = await study.ask();
      console.log("running");
      setInterval(() => undefined, 1000);
    `);
    const { child, ended } = startChild(program, [study]);
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    expect((await call("show", "--study", study)).printed[1]).toMatch(/^ {2}trial 0: running, for .* in cuaderno-/);
    const working = call("worker", "--study", study, "--module", "m.mjs#objective", "--trials", "4");
    // The worker waits when it has run the other three.
    const showStudy = async () => (await call("show", "--study", study)).result;
    await expect.poll(showStudy, { timeout: 20_000 }).toMatchObject([{ states: { complete: 3 } }]);
    setTimeout(() => child.kill("SIGKILL"), 400);
    const { noted, result } = await working;
    await ended;
    expect(noted).toEqual(["waiting for 1 trial of other workers"]);
    expect(result).toMatchObject({ states: { complete: 4 }, ran: 4 });
  });

  it("reports trials of other programs that may have exited", async () => {
    const study = join(folder, "foreign.journal");
    const lines = [
      { op_code: 0, worker_id: "optuna-1", study_name: "s", directions: [1] },
      { op_code: 4, worker_id: "optuna-1", study_id: 0, datetime_start: "2026-01-01T00:00:00.000000" },
    ];
    writeFileSync(study, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const { noted } = await call("worker", "--study", study, "--name", "s", "--module", "m.mjs#objective");
    expect(noted[0]).toMatch(
      /^trial 0: running, for .* in another program \(optuna-1\), which may have exited; end it/,
    );
  });

  it("refuses what it cannot run, with the fix", async () => {
    const study = join(folder, "refused.journal");
    await expect(call("worker", "--module", "m.mjs#objective")).rejects.toThrow(
      "search worker: no study; pass --study",
    );
    await expect(call("worker", "--study", study, "--module", "m.mjs#nope")).rejects.toThrow(
      'm.mjs exports no function "nope", but broken, objective, slow, space, trials; write m.mjs#name',
    );
    await expect(call("worker", "--study", study, "--module", "m.mjs#broken")).rejects.toThrow("no rows");
    await expect(call("show", "--study", study, "--name", "x")).rejects.toThrow(
      'search show: unknown study "x"; known are: search',
    );
  });
});

describe.skipIf(missingRedis() !== undefined)("cuaderno search on Redis", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(async () => await server?.stop());

  it("gives four workers exactly the number of trials", async () => {
    const args = ["worker", "--study", `${server.url}/0#shared`, "--module", "m.mjs#slow", "--trials", "30"];
    const results = await Promise.all([1, 2, 3, 4].map(async () => (await call(...args)).result as { ran: number }));
    for (const result of results) expect(result).toMatchObject({ name: "shared", states: { complete: 30 }, open: [] });
    expect(results.reduce((total, { ran }) => total + ran, 0)).toBe(30);
    expect(results.filter(({ ran }) => ran > 0)).toHaveLength(4);
  });
});
