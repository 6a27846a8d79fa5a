import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openTracker } from "cuaderno";
import { findKernels, runProgram } from "./processes.mjs";
import { rootFolder } from "./typescript.mjs";

const main = join(rootFolder, "dist", "cli", "main.js");
const cellCount = 12;

/** `cuaderno run` of a notebook and of a flow, killed at random moments: every file is the old one or a complete new one. */
export default async function kills({ quick, folder, random }) {
  const rounds = quick ? 3 : 20;
  const problems = [];
  const tracking = join(folder, "mlruns");
  mkdirSync(join(folder, "flow"));
  for (const name of ["01-first", "02-second"]) writeFileSync(join(folder, "flow", `${name}.ipynb`), notebook(name));
  const env = { MLFLOW_TRACKING_URI: tracking, CUADERNO_CACHE: join(folder, "cache") };
  const ways = {
    notebook: ["run", "flow/01-first.ipynb", "-o", "out/first.ipynb", "--track", "faults", "--quiet"],
    flow: ["run", "flow", "--reports", "reports", "--force", "--quiet"],
  };
  const figures = [];
  for (const [way, words] of Object.entries(ways)) {
    const started = performance.now();
    const complete = await runProgram(main, words, { cwd: folder, env });
    let completeMs = performance.now() - started;
    if (complete.code !== 0)
      return [{ what: way, figure: 0, faults: [`ended with ${complete.code}: ${complete.errors}`] }];
    let killed = 0;
    for (let tries = 0; killed < rounds && tries < 5 * rounds; tries++) {
      const begun = performance.now();
      const killAfterMs = Math.round(random.uniform() * completeMs);
      const { code, pid } = await runProgram(main, words, { cwd: folder, env, killAfterMs });
      if (code === "SIGKILL") killed += 1;
      // It ended before: the machine is faster than it was.
      else completeMs = performance.now() - begun;
      const moment = `${way} killed after ${killAfterMs} ms of ${Math.round(completeMs)}`;
      for (const found of damagedFiles(folder)) problems.push(`${moment}: ${found}`);
      for (let waits = 0; findKernels(pid).length > 0; waits++) {
        await delay(100);
        if (waits === 200) problems.push(`${moment}: a kernel is still running`);
        if (waits === 200) break;
      }
    }
    figures.push({ what: `run of a ${way}, kills with signal 9`, figure: killed });
    const again = await runProgram(main, words, { cwd: folder, env });
    if (again.code !== 0) problems.push(`the next ${way} ended with ${again.code}: ${again.errors.slice(0, 300)}`);
  }
  const damaged = [];
  const tracker = await openTracker({
    uri: tracking,
    onProblem: ({ path, reason }) => damaged.push(`${path} ${reason}`),
  });
  const runs = await tracker.runs();
  for (const run of runs) {
    for (const { path } of await tracker.artifacts(run.id)) {
      const bytes = await tracker.readArtifact(run.id, path);
      const problem = damage(path, new TextDecoder().decode(bytes));
      if (problem !== undefined) damaged.push(`run ${run.id}: ${path}: ${problem}`);
    }
  }
  const files = listFiles(folder).length;
  return [
    ...figures,
    {
      what: "notebooks and pages, none written in part; no kernel left; the next run ends well",
      figure: files,
      faults: problems,
    },
    { what: "tracked runs, none damaged", figure: runs.length, faults: damaged },
  ];
}

function notebook(title) {
  const code = Array.from({ length: cellCount - 1 }, (_, index) => ({
    cell_type: "code",
    id: `c${index}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source: `console.log("x".repeat(20_000), ${index});`,
  }));
  const cells = [{ cell_type: "markdown", id: "title", metadata: {}, source: `# ${title}` }, ...code];
  const kernelspec = { name: "tslab", display_name: "TypeScript", language: "typescript" };
  return JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 });
}

/** Executed notebooks and pages; unfinished writes have a name that starts with a dot. */
function listFiles(folder) {
  return ["out", "reports"].flatMap((name) =>
    existsSync(join(folder, name))
      ? readdirSync(join(folder, name), { recursive: true, encoding: "utf8" })
          .filter((path) => /(^|[/\\])[^./\\][^/\\]*\.(ipynb|html|json)$/.test(path))
          .map((path) => join(folder, name, path))
      : [],
  );
}

function damagedFiles(folder) {
  return listFiles(folder).flatMap((path) => {
    const problem = damage(path, readFileSync(path, "utf8"));
    return problem === undefined ? [] : [`${path}: ${problem}`];
  });
}

function damage(path, text) {
  if (path.endsWith(".html")) return text.trimEnd().endsWith("</html>") ? undefined : "the page has no end";
  if (!/\.(ipynb|json)$/.test(path)) return undefined;
  try {
    const { cells } = JSON.parse(text);
    return !path.endsWith(".ipynb") || cells.length === cellCount ? undefined : `${cells.length} cells`;
  } catch (thrown) {
    return thrown.message;
  }
}
