import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { studyFromJournal } from "../../search/journal/study-from-journal.js";
import { integer } from "../../search/space/integer.js";
import { real } from "../../search/space/real.js";
import { childProgram, startChild } from "../../testing/child-program.js";
import { missingRedis, startRedis } from "../../testing/redis-server.js";
import { sqlServerKinds } from "../../testing/sql-server.js";
import { minimize } from "../minimize.js";
import { openStudy } from "../open-study.js";
import { openJournal } from "./open-journal.js";

const space = { x: real(-5, 5), depth: integer(1, 9) };
const loss = ({ x, depth }: { readonly x: number; readonly depth: number }): number => x * x + depth;

/** Searches in the storage of its first argument; each trial takes the second argument in milliseconds. */
const searcher = `
  import { integer } from "./search/space/integer.js";
  import { real } from "./search/space/real.js";
  import { minimize } from "./studies/minimize.js";
  const [, , storage, pause, trials] = process.argv;
  const space = { x: real(-5, 5), depth: integer(1, 9) };
  const work = async ({ x, depth }, { report }) => {
    report(1, x);
    await new Promise((resolve) => setTimeout(resolve, Number(pause)));
    return x * x + depth;
  };
  await minimize(space, work, { storage, trials: Number(trials), seed: 5 });
  console.log("done");
`;

const [, postgres] = sqlServerKinds();
const kinds = [
  { name: "redisJournal", missing: missingRedis(), start: async () => await startRedis() },
  { name: "postgresJournal", missing: postgres.missing, start: async () => await postgres.start() },
];

async function readText(storage: string): Promise<string> {
  const journal = openJournal(storage);
  let text = "";
  await journal.append((added) => {
    text = added;
    return "";
  });
  await journal.close?.();
  return text;
}

describe.each(kinds)("$name", ({ name, missing, start }) => {
  describe.skipIf(missing !== undefined)(missing ?? "on a server", () => {
    let server: { readonly url: string; restart(): Promise<void>; stop(): Promise<void> };
    beforeAll(async () => {
      server = await start();
    });
    afterAll(async () => await server?.stop());
    const address = (prefix: string): string => `${server.url}?prefix=${prefix}#depths`;

    it("resumes a study with the trials of one in memory", async () => {
      const storage = address("resume");
      const whole = await minimize(space, loss, { trials: 20, seed: 3 });
      await minimize(space, loss, { storage, trials: 12, seed: 3 });
      const resumed = await minimize(space, loss, { storage, trials: 20 });
      expect(resumed.trials.map(({ params, value }) => ({ params, value }))).toEqual(
        whole.trials.map(({ params, value }) => ({ params, value })),
      );
      expect(studyFromJournal(await readText(storage), { name: "depths" }).trials).toHaveLength(20);
    });

    it("has every line of many writers once, in one order", async () => {
      const storage = address("writers");
      const journals = [1, 2, 3, 4].map(() => openJournal(storage));
      const seen = journals.map(() => "");
      await Promise.all(
        journals.map(async (journal, index) => {
          for (let turn = 0; turn < 15; turn++) {
            let lines = "";
            await journal.append((added) => {
              seen[index] += added;
              lines = `${index} ${turn}\n${index} ${turn} second\n`;
              return lines;
            });
            seen[index] += lines;
          }
        }),
      );
      await Promise.all(journals.map((journal) => journal.close?.()));
      const text = await readText(storage);
      const first = text.split("\n").filter((line) => /^\d \d+$/.test(line));
      expect(new Set(first).size).toBe(60);
      expect(text.split("\n")).toHaveLength(121);
      for (const part of seen) expect(text.startsWith(part)).toBe(true);
    });

    it("gives four processes exactly the number of trials, also when one is killed and the server restarts", async () => {
      const storage = address("killed");
      const program = childProgram(searcher);
      const [killed, ...others] = [1, 2, 3, 4].map(() => startChild(program, [storage, "120", "60"]));
      for (;;) {
        const text = await readText(storage);
        // All must be connected, for the server must reply at first.
        const writers = new Set([...text.matchAll(/"op_code":4,"worker_id":"([^"]+)"/g)].map(([, writer]) => writer));
        if (writers.size === 4 && text.split('"op_code":6').length > 12) break;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      killed?.child.kill("SIGKILL");
      await server.restart();
      for (const { ended } of others) expect(await ended).toEqual({ code: 0, output: "done\n" });
      const { trials } = studyFromJournal(await readText(storage), { name: "depths" });
      expect(trials).toHaveLength(60);
      expect(trials.filter(({ state }) => state !== "complete").length).toBeLessThanOrEqual(1);
      expect(trials.every(({ intermediate }) => intermediate.length <= 1)).toBe(true);
    });

    it("reaches others while a trial runs: state, point, reports", async () => {
      const storage = address("running");
      const study = await openStudy("minimize", space, { storage, seed: 1 });
      const trial = await study.ask();
      trial?.report(3, 0.25);
      await study.enqueue([{ x: 1, depth: 2 }]);
      const [seen, next] = studyFromJournal(await readText(storage), { name: "depths" }).trials;
      expect(seen).toMatchObject({ state: "running", params: trial?.params, intermediate: [{ step: 3, value: 0.25 }] });
      expect(next).toMatchObject({ state: "waiting", params: { x: 1, depth: 2 } });
      await study.close();
      expect(studyFromJournal(await readText(storage), { name: "depths" }).trials[0]?.state).toBe("waiting");
    });

    it("takes the study's name from the URI and refuses another one", async () => {
      await expect(minimize(space, loss, { storage: address("name"), name: "other" })).rejects.toThrow(
        'minimize: storage names the study "depths", name is "other"',
      );
    });

    it("does not prevent the process from exiting", async () => {
      const program = childProgram(`
        import { real } from "./search/space/real.js";
        import { openStudy } from "./studies/open-study.js";
        const study = await openStudy("minimize", { x: real(0, 1) }, { storage: process.argv[2] });
        console.log((await study.ask()).number);
      `);
      expect(await startChild(program, [address("exit")]).ended).toEqual({ code: 0, output: "0\n" });
    });

    it("names the server without the password when it cannot be reached", async () => {
      const scheme = name === "redisJournal" ? "redis" : "postgres";
      const storage = `${scheme}://me:secret@127.0.0.1:9/lab#a`;
      const failure = await minimize(space, loss, {
        storage: storage.replace("/lab", scheme === "redis" ? "/0" : "/lab"),
      })
        .then(() => new Error("no failure"))
        .catch((thrown: Error) => thrown);
      expect(failure.message).toContain(`${name}: ${scheme}://me:***@127.0.0.1:9/`);
      expect(failure.message).toContain("cannot be reached (connect ECONNREFUSED 127.0.0.1:9)");
      expect(failure.message).not.toContain("secret");
    });
  });
});

describe("a writer of redisJournal", () => {
  it.skipIf(missingRedis() !== undefined)("loses its trial only after graceMs without heartbeat", async () => {
    const { redisJournal } = await import("./redis-journal.js");
    const server = await startRedis();
    try {
      const [first, second] = [redisJournal(server.url, { graceMs: 2_500 }), redisJournal(server.url)];
      await first.append(() => "a\n");
      await second.append(() => "");
      expect(second.hasExited(first.writer)).toBe(false);
      // Without a free event loop the thread renews the heartbeat.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_000);
      await second.append(() => "");
      expect(second.hasExited(first.writer)).toBe(false);
      await first.close?.();
      await second.append(() => "");
      expect(second.hasExited(first.writer)).toBe(true);
      expect(second.hasExited("optuna-worker")).toBe(false);
      await second.close?.();
    } finally {
      await server.stop();
    }
  });
});
