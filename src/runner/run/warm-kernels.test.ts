import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cuadernoSpec } from "../../notebook/kernel/cuaderno-spec.js";
import { tslabSpec } from "../../notebook/kernel/tslab-spec.js";
import { makeNotebook, notebookFile, temporaryFolder } from "../../testing/make-notebook.js";
import { runFlow } from "../flow/run-flow.js";
import { startSpareKernels } from "./kernels.js";
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
  const run = { environment, cwd: folder, typecheck: "off" } as const;
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

it("starts kernels ahead for the runs that are left, and ends those that are not used", async () => {
  const path = notebookFile(["1"], "cuaderno");
  const spares = startSpareKernels(3, 1, path, await readNotebook(path));
  const spec = cuadernoSpec();
  expect(spares.take(tslabSpec())).toBe(undefined);
  expect(spares.take(spec)).toBe(undefined);
  // The kernel that was started for the second run; its process exists after some turns of the event loop.
  await new Promise((done) => setTimeout(done, 500));
  const second = spares.take(spec);
  expect(second?.pid).toBeGreaterThan(0);
  second?.signal("SIGKILL");
  await spares.close();
  expect(spares.take(spec)).toBe(undefined);
});

it("runs the notebooks of a flow in processes of their own, in the kernel that flow.yaml names", async () => {
  const folder = temporaryFolder();
  const cells = ["console.log(process.pid, typeof leak, globalThis.leaked);", "const leak = 1; globalThis.leaked = 1;"];
  for (const name of ["01-a", "02-b", "03-c"]) {
    writeFileSync(join(folder, `${name}.ipynb`), JSON.stringify(makeNotebook(cells, "tslab")));
  }
  writeFileSync(join(folder, "flow.yaml"), "kernel: cuaderno\n");
  const reports = join(folder, "reports");
  const { status, flow } = await runFlow(folder, { reports, tracking: false, typecheck: "off" });
  expect(status).toBe("ok");
  const printed = await Promise.all(
    ["01-a", "02-b", "03-c"].map(async (name) => {
      const executed = await readNotebook(join(reports, flow, `${name}.ipynb`));
      const [first] = executed.cells.flatMap((cell) => (cell.cell_type === "code" ? cell.outputs : []));
      return first?.output_type === "stream" ? first.text : "";
    }),
  );
  expect(new Set(printed.map((text) => text.split(" ")[0])).size).toBe(3);
  for (const text of printed) expect(text).toMatch(/^\d+ undefined undefined\n$/);
});
