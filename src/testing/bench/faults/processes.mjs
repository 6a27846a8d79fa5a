import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/**
 * Runs a program to its end and returns its exit code (or signal) and the lines that it wrote; with `killAfterLines` it is
 * killed up to `within` milliseconds after it has written that many, with `signal` when that aborts.
 */
export function runProgram(program, words, { killAfterLines, killAfterMs, within = 5, random, signal, env, cwd } = {}) {
  const child = spawn(process.execPath, [program, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true", ...env },
    cwd,
  });
  let [output, errors, lines] = ["", "", 0];
  let timer;
  const kill = async (ms) => {
    await delay(ms, undefined, { ref: false });
    child.kill("SIGKILL");
  };
  signal?.addEventListener("abort", () => child.kill("SIGKILL"));
  if (killAfterMs !== undefined) timer = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  child.stdout.on("data", (chunk) => {
    output += chunk;
    const before = lines;
    lines += chunk.toString().split("\n").length - 1;
    if (killAfterLines !== undefined && before < killAfterLines && lines >= killAfterLines) {
      void kill(Math.floor(random.uniform() * within));
    }
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve) => {
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const complete = output.split("\n").slice(0, -1);
      resolve({ code: code ?? signal, lines: complete, errors: errors.trim(), pid: child.pid });
    });
  });
}

/** The kernels that a runner left, found by the environment that every process inherits; Linux only. */
export function findKernels(runner) {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`CUADERNO_KERNEL_PARENT=${runner}`);
    } catch {
      return false;
    }
  });
}
