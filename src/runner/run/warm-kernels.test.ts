import { join } from "node:path";
import { expect, it } from "vitest";
import { makeNotebook, temporaryFolder } from "../../testing/make-notebook.js";
import { readNotebook } from "./read-notebook.js";
import { runJobs } from "./run-jobs.js";

it("runs notebooks in kernels that were started ahead, and shares nothing between them", async () => {
  const folder = temporaryFolder();
  const mess = `const leak = 1; globalThis.leaked = 1; process.env.LEAKED = "1"; Array.prototype.at = undefined as any;
console.log = () => undefined; process.chdir("/"); setInterval(() => undefined, 1);`;
  const look = `process.stdout.write(JSON.stringify({ pid: process.pid, cwd: process.cwd(),
  leaks: [typeof leak, typeof globalThis.leaked, process.env.LEAKED, typeof [].at, console.log.name],
  own: [process.env.CUADERNO_KERNEL_PARENT, process.env.CUADERNO_NOTEBOOK], given: process.env.GIVEN }));`;
  const content = makeNotebook([look, mess], "cuaderno");
  const names = ["a", "b", "c", "d"];
  const jobs = names.map((name) => ({
    notebook: join(folder, `${name}.ipynb`),
    content,
    parameters: {},
    output: join(folder, `${name}.executed.ipynb`),
    label: name,
    plan: undefined,
  }));
  const environment = { GIVEN: "yes" };
  const run = { environment, cwd: folder };
  const ends = await runJobs(jobs, { run, concurrency: 1, failFast: false, signal: new AbortController().signal });
  expect(ends.map(({ result, refusal }) => result?.status ?? refusal)).toEqual(["ok", "ok", "ok", "ok"]);
  const seen = await Promise.all(
    jobs.map(async ({ output }) => {
      const { cells } = await readNotebook(output);
      const [first] = cells.flatMap((cell) => (cell.cell_type === "code" ? cell.outputs : []));
      return JSON.parse(first?.output_type === "stream" ? first.text : "") as Record<string, unknown>;
    }),
  );
  expect(new Set(seen.map(({ pid }) => pid)).size).toBe(4);
  for (const [index, { cwd, leaks, own, given }] of seen.entries()) {
    expect(cwd).toBe(folder);
    expect(leaks).toEqual(["undefined", "undefined", null, "function", "log"]);
    expect(own).toEqual([null, jobs[index]?.notebook]);
    expect(given).toBe("yes");
  }
});
