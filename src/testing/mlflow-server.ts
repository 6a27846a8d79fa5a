import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.js";

/** A real MLflow server with SQLite and artifacts through the server. */
export interface MlflowServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts MLflow's own server with a new database; `python` has MLflow. */
export async function startMlflowServer(python: string): Promise<MlflowServer> {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-mlflow-"));
  mkdirSync(join(folder, "artifacts"));
  const port = await freePort();
  const options = [
    "--backend-store-uri",
    `sqlite:///${folder}/mlflow.db`,
    "--artifacts-destination",
    `${folder}/artifacts`,
  ];
  const child = spawn(python, ["-m", "mlflow", "server", ...options, "--port", String(port), "--workers", "1"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    // Without its ten processes for background jobs, which take longer to start than the server.
    env: { ...process.env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false", MLFLOW_DISABLE_TELEMETRY: "true" },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => (output += String(data)));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await endGroup(child);
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) break;
    const response = await fetch(`${url}/health`).catch(() => undefined);
    if (response?.ok) return { url, stop };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await stop();
  throw new Error(`mlflow server did not start: ${output.slice(-2_000)}`);
}

/** The server's workers are its children, which outlive it otherwise. */
async function endGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once("close", resolve));
  process.kill(-child.pid, "SIGTERM");
  const timer = setTimeout(() => process.kill(-(child.pid ?? 0), "SIGKILL"), 5_000);
  await ended;
  clearTimeout(timer);
}
