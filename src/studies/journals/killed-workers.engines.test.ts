import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { childProgram, startChild } from "../../testing/child-program.js";
import { missingRedis, startRedis } from "../../testing/redis-server.js";
import { sqlServerKinds } from "../../testing/sql-server.js";
import { openJournal } from "./open-journal.js";
import { watchStudies } from "./watch-study.js";

/** Searches until the study has its trials and none is running; a killed writer loses its trial after two seconds. */
const searcher = `
  import { real } from "./search/space/real.js";
  import { openJournal } from "./studies/journals/open-journal.js";
  import { redisJournal } from "./studies/journals/redis-journal.js";
  import { minimize } from "./studies/minimize.js";
  const [, , uri] = process.argv;
  const work = async ({ x }, { report }) => {
    report(1, x);
    await new Promise((resolve) => setTimeout(resolve, 150));
    return x * x;
  };
  for (;;) {
    const storage = uri.startsWith("redis") ? redisJournal(uri, { graceMs: 2000 }) : openJournal(uri);
    const study = await minimize({ x: real(-5, 5) }, work, { storage, name: "killed", trials: 200 });
    if (study.trials.every(({ state }) => state === "complete")) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  console.log("done");
`;

const [, postgres] = sqlServerKinds();
const kinds = [
  { name: "redisJournal", missing: missingRedis(), start: async () => await startRedis() },
  { name: "postgresJournal", missing: postgres.missing, start: async () => await postgres.start() },
];

describe.each(kinds)("200 trials on $name", ({ missing, start }) => {
  describe.skipIf(missing !== undefined)(missing ?? "of four workers", () => {
    let server: { readonly url: string; restart(): Promise<void>; stop(): Promise<void> };
    beforeAll(async () => {
      server = await start();
    });
    afterAll(async () => await server?.stop());

    it("are all complete and none is lost, with a worker killed every second and a restart of the server", async () => {
      const storage = `${server.url}?prefix=killed#killed`;
      const program = childProgram(searcher);
      const workers = [1, 2, 3, 4].map(() => startChild(program, [storage]));
      const ends = workers.map(({ ended }) => ended);
      for (let second = 1; second <= 8; second++) {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        const victim = workers.shift();
        victim?.child.kill("SIGKILL");
        const next = startChild(program, [storage]);
        workers.push(next);
        ends.push(next.ended);
        if (second === 4) await server.restart();
      }
      const results = await Promise.all(ends);
      const killed = results.filter(({ code }) => code === "SIGKILL").length;
      expect(results.filter(({ code }) => code !== "SIGKILL")).toEqual(
        Array.from({ length: results.length - killed }, () => ({ code: 0, output: "done\n" })),
      );
      expect(killed).toBeGreaterThanOrEqual(6);
      const watch = watchStudies(openJournal(storage));
      const [study] = await watch.read();
      await watch.close();
      expect(study?.trials.map(({ state }) => state)).toEqual(Array.from({ length: 200 }, () => "complete"));
      expect(study?.trials.every(({ params, value }) => Math.abs(Number(params.x) ** 2 - (value ?? 0)) < 1e-12)).toBe(
        true,
      );
    });
  });
});
