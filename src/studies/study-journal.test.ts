import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { studyFromJournal } from "../search/journal/study-from-journal.js";
import type { TrialContext } from "../search/objective.js";
import { integer } from "../search/space/integer.js";
import { real } from "../search/space/real.js";
import type { Study } from "../search/study.js";
import { childProgram, startChild } from "../testing/child-program.js";
import { minimize } from "./minimize.js";
import { studyJournal } from "./study-journal.js";

const space = { x: real(-5, 5), depth: integer(1, 9) };
const loss = ({ x, depth }: { readonly x: number; readonly depth: number }): number => x * x + depth;

/**
 * A program that searches the same space in the journal named by its first word; the second word is how long a trial takes, the fourth how many such
 * programs begin together.
 */
const searcher = `
  import { readdirSync, writeFileSync } from "node:fs";
  import { dirname, join } from "node:path";
  import { integer } from "./search/space/integer.js";
  import { real } from "./search/space/real.js";
  import { minimize } from "./studies/minimize.js";
  const [, , storage, pause, trials, together = "1"] = process.argv;
  const gate = dirname(dirname(storage));
  writeFileSync(join(gate, process.pid + ".here"), "");
  while (readdirSync(gate).filter((name) => name.endsWith(".here")).length < Number(together)) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const space = { x: real(-5, 5), depth: integer(1, 9) };
  const work = async ({ x, depth }, { report }) => {
    report(1, x);
    await new Promise((resolve) => setTimeout(resolve, Number(pause)));
    return x * x + depth;
  };
  await minimize(space, work, { storage, trials: Number(trials), seed: 5 });
  console.log("done");
`;

function journalPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-journal-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "studies", "search.journal");
}

const read = (path: string): Study => studyFromJournal(readFileSync(path, "utf8"), { path });
const getPoints = (study: Pick<Study<unknown>, "trials">): readonly unknown[] =>
  study.trials.map(({ params }) => params);

describe("a search with storage", () => {
  it("creates the file and its folder, and removes its lock", async () => {
    const path = journalPath();
    const study = await minimize(space, loss, { storage: path, trials: 5 });
    expect(getPoints(read(path))).toEqual(getPoints(study));
    expect(readdirSync(join(path, ".."))).toEqual(["search.journal"]);
  });

  it("is shared by three processes: every trial once, every line complete", async () => {
    const path = journalPath();
    const program = childProgram(searcher);
    const children = [1, 2, 3].map(() => startChild(program, [path, "20", "60", "3"]).ended);
    for (const { code, output } of await Promise.all(children))
      expect({ code, output }).toEqual({ code: 0, output: "done\n" });
    const text = readFileSync(path, "utf8");
    const { trials } = read(path);
    expect(trials).toHaveLength(60);
    expect(trials.every(({ state, intermediate }) => state === "complete" && intermediate.length === 1)).toBe(true);
    const created = text.split("\n").filter((line) => line.startsWith('{"op_code":4'));
    expect(new Set(created.map((line) => JSON.parse(line).worker_id)).size).toBe(3);
    expect(created).toHaveLength(60);
  });

  it("resumes after a kill with the points of an uninterrupted search", async () => {
    const path = journalPath();
    const whole = await minimize(space, loss, { trials: 25, seed: 5 });
    const program = childProgram(searcher);
    const { child, ended } = startChild(program, [path, "20", "25"]);
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (existsSync(path) && readFileSync(path, "utf8").split('"op_code":6').length > 12) break;
    }
    child.kill("SIGKILL");
    expect((await ended).code).toBe("SIGKILL");
    expect(read(path).trials.at(-1)?.state).not.toBe("waiting");
    const storage = studyJournal(path, { graceMs: 200 });
    const resumed = await minimize(space, loss, { storage, trials: 25 });
    expect(resumed.trials.map(({ state }) => state)).toEqual(whole.trials.map(() => "complete"));
    expect(getPoints(resumed)).toEqual(getPoints(whole));
  });

  it("ignores and later removes an incomplete line of a dead writer", async () => {
    const path = journalPath();
    await minimize(space, loss, { storage: path, trials: 3 });
    const sound = readFileSync(path, "utf8");
    appendFileSync(path, '{"op_code":4,"worker_id":"w","study_id":0,"datetime_sta');
    expect(read(path).trials).toHaveLength(3);
    await minimize(space, loss, { storage: path, trials: 4 });
    const text = readFileSync(path, "utf8");
    expect(text.startsWith(sound)).toBe(true);
    expect(text).not.toContain("datetime_sta{");
    expect(read(path).trials).toHaveLength(4);
  });

  it("refuses a journal that is damaged in the middle, with the line", async () => {
    const path = journalPath();
    await minimize(space, loss, { storage: path, trials: 3 });
    const lines = readFileSync(path, "utf8").split("\n").length - 1;
    appendFileSync(path, `{"op_code":4,"wor{"op_code":4}\n`);
    await expect(minimize(space, loss, { storage: path, trials: 4 })).rejects.toThrow(
      `line ${lines + 1} of ${path} is not JSON`,
    );
    await expect(minimize(space, loss, { storage: path, trials: 4 })).rejects.toThrow(
      `keep the ${lines} lines before it (head -n ${lines})`,
    );
  });

  it("refuses a URL", async () => {
    await expect(minimize(space, loss, { storage: "s3://bucket/a.journal" })).rejects.toThrow(
      'minimize: storage: expected a local file, redis://host/0#study or postgres://host/database#study, got scheme "s3:"',
    );
  });
});

describe("the lock of a journal", () => {
  it("is awaited, and expires when nothing has changed for graceMs", async () => {
    const path = journalPath();
    await studyJournal(path).append(() => "a\n");
    symlinkSync(path, `${path}.lock`);
    const began = performance.now();
    await Promise.all([1, 2, 3, 4].map((index) => studyJournal(path, { graceMs: 300 }).append(() => `${index}\n`)));
    expect(performance.now() - began).toBeGreaterThan(300);
    expect(readFileSync(path, "utf8").split("\n").toSorted()).toEqual(["", "1", "2", "3", "4", "a"]);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it("allows many writers without losing or mixing lines", async () => {
    const path = journalPath();
    const writers = Array.from({ length: 5 }, () => studyJournal(path));
    const seen = writers.map(() => "");
    await Promise.all(
      writers.map(async (writer, index) => {
        for (let turn = 0; turn < 10; turn++) {
          await writer.append((added) => {
            const line = `${index} ${turn}\n`;
            seen[index] += added + line;
            return line;
          });
        }
      }),
    );
    const text = readFileSync(path, "utf8");
    expect(text.split("\n")).toHaveLength(51);
    for (const part of seen) expect(text.startsWith(part)).toBe(true);
  });

  it("is not held while this process computes", async () => {
    const path = journalPath();
    const work = async ({ x, depth }: { readonly x: number; readonly depth: number }, { report }: TrialContext) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      report(1, x);
      const end = performance.now() + 15;
      while (performance.now() < end) expect(existsSync(`${path}.lock`)).toBe(false);
      return x * x + depth;
    };
    const study = await minimize(space, work, { storage: path, trials: 8, concurrency: 3 });
    expect(study.trials.map(({ state }) => state)).toEqual(study.trials.map(() => "complete"));
    expect(read(path).trials.every(({ intermediate }) => intermediate.length === 1)).toBe(true);
  });

  it("appends nothing when decide throws", async () => {
    const path = journalPath();
    const log = studyJournal(path);
    await log.append(() => "a\n");
    const refuse = (): string => {
      throw new Error("no");
    };
    await expect(log.append(refuse)).rejects.toThrow("no");
    await log.append((added) => `${added}b\n`);
    expect(readFileSync(path, "utf8")).toBe("a\nb\n");
  });

  it("detects exited processes of this machine only", async () => {
    const log = studyJournal(journalPath());
    expect(log.hasExited(log.writer)).toBe(false);
    expect(log.hasExited(log.writer.replace(/-\d+-(\d+)-/, "-4194999-$1-"))).toBe(true);
    expect(log.hasExited("cuaderno-elsewhere-4194999-1-c0ffee00-0000-4000-8000-000000000000")).toBe(false);
    expect(log.hasExited("c0ffee00-0000-4000-8000-000000000000-140009473084288")).toBe(false);
  });
});

const python = process.env.CUADERNO_TEST_OPTUNA_PYTHON;
describe.skipIf(python === undefined)("with Optuna (python in CUADERNO_TEST_OPTUNA_PYTHON, else skipped)", () => {
  const script = `
import sys, time, optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
optuna.logging.set_verbosity(optuna.logging.ERROR)
study = optuna.load_study(study_name="search", storage=JournalStorage(JournalFileBackend(sys.argv[1])))
def objective(trial):
    time.sleep(0.002)
    return trial.suggest_float("x", -5, 5) ** 2 + trial.suggest_int("depth", 1, 9)
study.optimize(objective, n_trials=int(sys.argv[2]))
print(len(study.trials), sum(t.state.name == "COMPLETE" for t in study.trials), study.best_value)
`;

  it("continues one journal in turn", async () => {
    const path = journalPath();
    await minimize(space, loss, { storage: path, trials: 12 });
    const output = execFileSync(python ?? "", ["-c", script, path, "8"], { encoding: "utf8" });
    const study = await minimize(space, loss, { storage: path, trials: 25 });
    expect(output.startsWith("20 20 ")).toBe(true);
    expect(study.trials).toHaveLength(25);
    expect(execFileSync(python ?? "", ["-c", script, path, "0"], { encoding: "utf8" })).toBe(
      `25 25 ${study.bestValue}\n`,
    );
  });

  it("writes one journal in parallel", async () => {
    const path = journalPath();
    await minimize(space, loss, { storage: path, trials: 2 });
    const program = childProgram(searcher);
    const ours = startChild(program, [path, "5", "60"]).ended;
    execFileSync(python ?? "", ["-c", script, path, "20"], { encoding: "utf8" });
    expect((await ours).output).toBe("done\n");
    const { trials } = read(path);
    expect(trials.length).toBeGreaterThanOrEqual(60);
    expect(trials.every(({ state }) => state === "complete")).toBe(true);
  });
});
