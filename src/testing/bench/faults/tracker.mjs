import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openTracker } from "cuaderno";
import { runProgram } from "./processes.mjs";
import { rootFolder } from "./typescript.mjs";

const writer = fileURLToPath(new URL("tracker-writer.mjs", import.meta.url));
const mlflow = fileURLToPath(new URL("tracker_read_mlflow.py", import.meta.url));

/** Many processes write runs into one folder and are killed at random; nothing acknowledged may be missing. */
export default async function tracker({ quick, folder, random }) {
  const [writers, runs, kills] = quick ? [8, 20, 2] : [50, 200, 3];
  const root = join(folder, "mlruns");
  const ended = await Promise.all(
    Array.from({ length: writers }, (_, number) => write(root, `w${number}`, { runs, kills, random })),
  );
  const lines = ended.flatMap(({ lines: own }) => own.map((line) => line.split(" ")));
  const failures = ended.flatMap(({ failures: own }) => own);
  const problems = [];
  const store = await openTracker({ uri: root, onProblem: ({ path, reason }) => problems.push(`${path} ${reason}`) });
  const found = new Map((await store.runs()).map((run) => [run.id, run]));
  const lost = [];
  for (const [call, index, id, step] of lines) {
    const missing = id === undefined ? undefined : await findLoss(store, found.get(id), { call, index, step });
    if (missing !== undefined) lost.push(`${call} of ${id}: ${missing}`);
  }
  const acknowledged = lines.filter(([call]) => call !== "begin").length;
  const doctor = async (...words) =>
    runProgram(join(rootFolder, "dist", "cli", "main.js"), ["runs", "doctor", "--tracking-uri", root, ...words]);
  // Unfinished writes of killed processes are left, and harm no reader.
  const left = (await doctor()).lines.filter((line) => line.startsWith("found")).length;
  await doctor("--fix");
  const after = await doctor();
  // The doctor completes runs whose process was killed before it wrote their heading.
  const repaired = new Map((await store.runs()).map((run) => [run.id, run]));
  const removed = [...found.keys()].filter((id) => !repaired.has(id)).map((id) => `run ${id} was removed`);
  const killed = ended.reduce((sum, { killed: own }) => sum + own, 0);
  return [
    { what: `${writers} processes x ${runs} runs, kills with signal 9`, figure: killed, faults: failures },
    { what: "acknowledged calls found again", figure: acknowledged, faults: lost },
    { what: "runs read, none damaged", figure: found.size, faults: problems },
    {
      what: "left by killed processes, all removed by runs doctor --fix",
      figure: left,
      faults: after.code === 0 ? removed : after.lines.slice(0, 5),
    },
    ...(await readWithMlflow(root, repaired)),
  ];
}

async function write(root, who, { runs, kills, random }) {
  const result = { lines: [], failures: [], killed: 0 };
  let next = 0;
  for (let round = 0; next < runs; round++) {
    // A run has 6 or 7 lines.
    const killAfterLines = round < kills ? 1 + Math.floor((random.uniform() * 2 * 6 * runs) / (kills + 1)) : undefined;
    const { code, lines, errors } = await runProgram(writer, [root, who, `${next}`, `${runs}`], {
      killAfterLines,
      random,
    });
    result.lines.push(...lines);
    if (code === "SIGKILL") result.killed += 1;
    else if (code !== 0) return { ...result, failures: [`${who} ended with ${code}: ${errors.slice(0, 300)}`] };
    const begun = lines.filter((line) => line.startsWith("begin")).map((line) => Number(line.split(" ")[1]));
    next = code === 0 ? runs : Math.max(next, ...begun.map((index) => index + 1));
  }
  return result;
}

async function findLoss(store, run, { call, index, step }) {
  if (run === undefined) return "no such run";
  if (call === "params" && run.params.index !== index) return `index is ${run.params.index}, not ${index}`;
  if (call === "end" && run.status !== "finished") return `status ${run.status}`;
  if (call === "artifact" && (await store.readArtifact(run.id, "model.json")).length === 0) return "empty";
  if (call !== "metric") return undefined;
  const history = await store.metricHistory(run.id, "loss");
  const value = Number(index) + Number(step) / 7;
  const isThere = history.some((point) => point.step === Number(step) && point.value === value);
  return isThere ? undefined : `no value ${value} at step ${step}`;
}

/** What MLflow reads of the same folder; nothing without an interpreter that has it. */
async function readWithMlflow(root, found) {
  const python = process.env.CUADERNO_BENCH_PYTHON ?? "python3";
  const env = { ...process.env, MLFLOW_ALLOW_FILE_STORE: "true", MLFLOW_TRACKING_URI: "" };
  const options = { env, maxBuffer: 1 << 30, timeout: 1_800_000 };
  let theirs;
  try {
    const { stdout } = await promisify(execFile)(python, [mlflow, root], options);
    theirs = JSON.parse(stdout.trim().split("\n").at(-1));
  } catch (thrown) {
    if (/No module named|ENOENT/.test(thrown.message)) return [{ what: "MLflow (not installed)", figure: "skipped" }];
    return [{ what: "MLflow", figure: "failed", faults: [thrown.message.slice(-400)] }];
  }
  const faults = [];
  for (const [id, run] of found) {
    const other = theirs.runs[id];
    if (other === undefined) faults.push(`run ${id} is missing`);
    else if (other.status.toLowerCase() !== run.status) faults.push(`run ${id}: ${other.status} and ${run.status}`);
    else if (!isSame(other.params, run.params) || !isSame(other.metrics, run.metrics)) faults.push(`run ${id} differs`);
  }
  const count = Object.keys(theirs.runs).length;
  if (count !== found.size) faults.push(`${count} runs, not ${found.size}`);
  return [{ what: `MLflow ${theirs.version} reads the same runs, parameters and metrics`, figure: count, faults }];
}

function isSame(one, other) {
  const sorted = (values) => JSON.stringify(Object.entries(values).sort());
  return sorted(one) === sorted(other);
}
