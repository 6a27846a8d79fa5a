import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { childProgram, startChild } from "../../testing/child-program.js";
import { temporaryFolder, temporaryTracker } from "../../testing/temporary-tracker.js";

const opening = `
  import { openTracker } from "./io/tracker/open-tracker.js";
  import { withRun } from "./io/tracker/with-run.js";
  import { minimize } from "./studies/minimize.js";
  import { trackTrials } from "./studies/track-trials.js";
  import { real } from "./search/space/real.js";
  const tracker = await openTracker({ uri: process.argv[2], experiment: "traffic", source: "work.ts" });
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
`;

/** Starts the program, interrupts it once it prints "going", and returns its exit and its runs. */
async function interrupted(source: string, signal: NodeJS.Signals) {
  const root = join(temporaryFolder(), "mlruns");
  const { child, ended } = startChild(childProgram(opening + source), [root]);
  await new Promise((resolve) => child.stdout?.once("data", resolve));
  child.kill(signal);
  const { code, output } = await ended;
  const { tracker, problems } = temporaryTracker({ root });
  expect(problems).toEqual([]);
  return { code, output, runs: await tracker.runs() };
}

describe("withRun, when the process is interrupted", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("marks the run as killed and lets the process exit: %s", async (signal) => {
    const { code, runs } = await interrupted(
      `await withRun(tracker, { name: "long" }, async (run) => {
        await run.logMetrics({ rmse: 1 });
        console.log("going");
        await wait(60_000);
      });`,
      signal,
    );
    expect(code).toBe(signal);
    expect(runs).toMatchObject([{ name: "long", status: "killed", metrics: { rmse: 1 }, endTime: expect.any(Number) }]);
  });

  it("marks nested runs as killed too", async () => {
    const { code, runs } = await interrupted(
      `await withRun(tracker, { name: "outer" }, (parent) =>
        withRun(tracker, { name: "inner", parent }, async () => {
          console.log("going");
          await wait(60_000);
        }));`,
      "SIGINT",
    );
    expect(code).toBe("SIGINT");
    expect(runs.map(({ name, status }) => [name, status])).toEqual([
      ["inner", "killed"],
      ["outer", "killed"],
    ]);
  });

  it("lets a search end: finished trials stay, the run is killed", async () => {
    const { code, output, runs } = await interrupted(
      `await withRun(tracker, { name: "search" }, async (run) => {
        const study = await minimize({ x: real(0, 1) }, async ({ x }) => (await wait(20), x), {
          trials: 10_000,
          onTrial: async (trial, study) => {
            await trackTrials(run, tracker, { metric: "rmse" })(trial, study);
            if (trial.number === 3) console.log("going");
          },
        });
        console.log("interrupted", study.interrupted);
      });`,
      "SIGINT",
    );
    expect([code, output]).toEqual([0, "going\ninterrupted true\n"]);
    const [parent] = runs.filter((run) => run.name === "search");
    const trials = runs.filter((run) => run.parentId === parent?.id);
    expect(parent).toMatchObject({ status: "killed", metrics: { best_rmse: expect.any(Number) } });
    expect(trials.length).toBeGreaterThanOrEqual(4);
    expect(trials.every((run) => run.status === "finished" && run.params.x !== undefined)).toBe(true);
  });

  it("leaves it to a surrounding search whether the process exits", async () => {
    const { code, output, runs } = await interrupted(
      `const study = await minimize({ x: real(0, 1) }, ({ x }, { number }) =>
        withRun(tracker, { name: "trial" }, async (run) => {
          await run.logMetrics({ x });
          if (number === 1) console.log("going");
          await wait(number === 1 ? 300 : 1);
          return x;
        }), { trials: 50 });
      console.log("interrupted", study.interrupted);`,
      "SIGINT",
    );
    expect([code, output]).toEqual([0, "going\ninterrupted true\n"]);
    expect(runs.map(({ status }) => status)).toEqual(["killed", "finished"]);
  });
});
