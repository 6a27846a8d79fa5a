import { execFileSync, spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { replayJournal } from "../../search/journal/replay-journal.js";
import { medianPruner } from "../../search/pruners/median-pruner.js";
import { choice } from "../../search/space/choice.js";
import { integer } from "../../search/space/integer.js";
import { real } from "../../search/space/real.js";
import { childProgram, startChild } from "../../testing/child-program.js";
import { missingRedis, type RedisServer, startRedis } from "../../testing/redis-server.js";
import { minimize } from "../minimize.js";
import { openStudy } from "../open-study.js";
import { openJournal } from "./open-journal.js";

const python = process.env.CUADERNO_TEST_OPTUNA_PYTHON;
const missing = python === undefined ? "CUADERNO_TEST_OPTUNA_PYTHON is not set" : missingRedis();
const space = {
  x: real(-5, 5),
  rate: real(1e-4, 1, { log: true }),
  depth: integer(1, 9, { step: 2 }),
  loss: choice(["l1", "l2"]),
};

/** Optuna on the study of the first argument: URL, prefix and name; runs the code of the fourth. */
const script = `
import json, sys, time, optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalRedisBackend
optuna.logging.set_verbosity(optuna.logging.ERROR)
url, prefix, name, code = sys.argv[1:5]
storage = JournalStorage(JournalRedisBackend(url, prefix=prefix))
def suggest(trial):
    x = trial.suggest_float("x", -5, 5)
    rate = trial.suggest_float("rate", 1e-4, 1, log=True)
    depth = trial.suggest_int("depth", 1, 9, step=2)
    loss = trial.suggest_categorical("loss", ["l1", "l2"])
    return x * x + depth + (0.5 if loss == "l1" else 0) + rate
exec(code)
`;

const optuna = (server: RedisServer, prefix: string, code: string): string =>
  execFileSync(python ?? "", ["-W", "ignore", "-c", script, `${server.url}/0`, prefix, "shared", code], {
    encoding: "utf8",
  }).trim();

const load =
  "study = optuna.load_study(study_name=name, storage=storage, pruner=optuna.pruners.MedianPruner(n_startup_trials=2))\n";

describe.skipIf(missing !== undefined)(`Optuna and redisJournal${missing === undefined ? "" : ` (${missing})`}`, () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(async () => await server?.stop());
  const storage = (prefix: string): string => `${server.url}/0?prefix=${prefix}#shared`;
  const work = ({ x, rate, depth, loss }: { x: number; rate: number; depth: number; loss: string }): number =>
    x * x + depth + (loss === "l1" ? 0.5 : 0) + rate;

  it("reads our trials: parameters, distributions, reports, states, attributes", async () => {
    const study = await minimize(
      space,
      (params, { number, report }) => {
        report(1, number);
        report(5, params.x);
        if (number === 3) throw new Error("out of memory");
        return work(params);
      },
      { storage: storage("ours"), trials: 12, seed: 2, pruner: medianPruner({ startupTrials: 4 }) },
    );
    const seen = JSON.parse(
      optuna(
        server,
        "ours",
        `${load}print(json.dumps([dict(number=t.number, state=t.state.name, params=t.params, value=t.value, reports=t.intermediate_values, attributes=t.user_attrs, distributions={k: str(v) for k, v in t.distributions.items()}, seconds=(t.datetime_complete - t.datetime_start).total_seconds()) for t in study.trials]))`,
      ),
    ) as readonly Record<string, unknown>[];
    const states = { complete: "COMPLETE", pruned: "PRUNED", failed: "FAIL", waiting: "WAITING", running: "RUNNING" };
    expect(seen).toHaveLength(12);
    for (const trial of study.trials) {
      expect(seen[trial.number]).toMatchObject({
        state: states[trial.state],
        params: trial.params,
        value: trial.value ?? null,
        reports: Object.fromEntries(trial.intermediate.map(({ step, value }) => [step, value])),
        attributes: trial.message === undefined ? {} : { "cuaderno:message": "out of memory" },
        distributions: {
          x: "FloatDistribution(high=5.0, log=False, low=-5.0, step=None)",
          rate: "FloatDistribution(high=1.0, log=True, low=0.0001, step=None)",
          depth: "IntDistribution(high=9, log=False, low=1, step=2)",
          loss: "CategoricalDistribution(choices=('l1', 'l2'))",
        },
      });
    }
    expect(new Set(study.trials.map(({ state }) => state))).toEqual(new Set(["complete", "pruned", "failed"]));
  });

  it("writes trials that we read, in a study that it made: pruned, failed, enqueued, with attributes", async () => {
    optuna(
      server,
      "theirs",
      `
study = optuna.create_study(study_name=name, storage=storage, pruner=optuna.pruners.MedianPruner(n_startup_trials=1, n_warmup_steps=0))
study.set_user_attr("team", "roads")
study.enqueue_trial({"x": 1.5, "depth": 3, "loss": "l2", "rate": 0.1})
def objective(trial):
    value = suggest(trial)
    trial.set_user_attr("host", "a")
    trial.report(value + trial.number * 100, 1)
    if trial.number == 2: raise ValueError("no")
    if trial.number > 2 and trial.should_prune(): raise optuna.TrialPruned()
    return float("inf") if trial.number == 1 else value
study.optimize(objective, n_trials=5, catch=(ValueError,))
study.enqueue_trial({"x": -1.0, "depth": 5, "loss": "l1", "rate": 0.2})
`,
    );
    const study = await minimize(space, work, { storage: storage("theirs"), trials: 8, seed: 1 });
    expect(study.trials.map(({ state }) => state)).toEqual([
      ...["complete", "complete", "failed", "pruned", "pruned"],
      ...["complete", "complete", "complete"],
    ]);
    expect(study.trials[0]?.params).toEqual({ x: 1.5, depth: 3, loss: "l2", rate: 0.1 });
    expect(study.trials[1]?.value).toBe(Number.POSITIVE_INFINITY);
    expect(study.trials[5]?.params).toEqual({ x: -1, depth: 5, loss: "l1", rate: 0.2 });
    expect(study.trials[0]?.intermediate).toEqual([{ step: 1, value: work(study.trials[0]?.params ?? ({} as never)) }]);
    const after = optuna(
      server,
      "theirs",
      `${load}print(len(study.trials), study.user_attrs["team"], study.trials[0].user_attrs["host"], study.best_value, study.best_trial.number)`,
    );
    expect(after).toBe(`8 roads a ${study.bestValue} ${study.best.number}`);
  });

  it("searches one study with us at the same time: every trial once, all of them complete", async () => {
    const program = childProgram(`
      import { choice } from "./search/space/choice.js";
      import { integer } from "./search/space/integer.js";
      import { real } from "./search/space/real.js";
      import { minimize } from "./studies/minimize.js";
      const space = { x: real(-5, 5), rate: real(1e-4, 1, { log: true }), depth: integer(1, 9, { step: 2 }), loss: choice(["l1", "l2"]) };
      const work = async ({ x, depth }) => { await new Promise((resolve) => setTimeout(resolve, 20)); return x * x + depth; };
      await minimize(space, work, { storage: process.argv[2], trials: 60 });
    `);
    const study = await openStudy("minimize", space, { storage: storage("both") });
    await study.close();
    const theirs = spawn(
      python ?? "",
      [
        ...["-W", "ignore", "-c", script, `${server.url}/0`, "both", "shared"],
        `${load}
from optuna.study import MaxTrialsCallback
study.optimize(lambda trial: time.sleep(0.02) or suggest(trial), n_trials=100, callbacks=[MaxTrialsCallback(30, states=None)])`,
      ],
      { stdio: "inherit" },
    );
    const ended = new Promise((resolve) => theirs.once("exit", resolve));
    const ours = [1, 2].map(() => startChild(program, [storage("both")]).ended);
    for (const each of ours) expect(await each).toEqual({ code: 0, output: "" });
    expect(await ended).toBe(0);
    const journal = openJournal(storage("both"));
    let text = "";
    await journal.append((added) => {
      text = added;
      return "";
    });
    await journal.close?.();
    const [found] = replayJournal(text, "the journal");
    expect(found?.trials.every(({ state }) => state === "complete")).toBe(true);
    expect(found?.trials.length).toBeGreaterThanOrEqual(60);
    expect(found?.trials.length).toBeLessThanOrEqual(61);
  });
});
