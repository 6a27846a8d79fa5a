import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import type { Duplex } from "node:stream";
import { EnvironmentError, NotFoundError } from "../../core/errors.js";
import type { KernelSpec } from "./kernel-spec.js";

/** The running process of a kernel and everything it started. */
export interface KernelProcess {
  readonly pid: number;
  /** The pipe of a kernel whose messages go through one. */
  readonly pipe: Duplex | undefined;
  /** How the process ended, once it has. */
  readonly ended: Promise<ProcessEnd>;
  /** The last characters that it wrote to its own standard output and error. */
  stderrTail(): string;
  /** Processor time it has used; undefined on systems other than Linux. */
  cpuMs(): number | undefined;
  /** A signal to the process and its children. */
  signal(name: "SIGINT" | "SIGTERM" | "SIGKILL"): void;
}

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

const tailLength = 8_192;

/**
 * Starts the command of a kernelspec as the leader of its own process group, so that Ctrl-C in the terminal does not
 * reach it.
 */
export async function startKernelProcess(
  spec: KernelSpec,
  options: {
    readonly connectionFile: string;
    readonly cwd: string;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
): Promise<KernelProcess> {
  const [command, ...args] = spec.argv.map((arg) => arg.replaceAll("{connection_file}", options.connectionFile));
  if (command === undefined)
    throw new EnvironmentError(
      `runNotebook: kernel "${spec.name}" (${spec.origin}) has an empty argv; install the kernel again`,
    );
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...options.environment },
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "pipe", spec.transport === "pipe" ? "pipe" : "ignore"],
  });
  const pid = await started(child, spec, options.cwd);

  let tail = "";
  const listen = (chunk: Buffer): void => {
    tail = (tail + chunk.toString("utf8")).slice(-tailLength);
  };
  child.stdout?.on("data", listen);
  child.stderr?.on("data", listen);
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  void ended.then(() => {
    // Children that outlive the kernel may hold its pipes open.
    child.stdout?.destroy();
    child.stderr?.destroy();
  });
  return {
    pid,
    pipe: child.stdio[3] as Duplex | undefined,
    ended,
    stderrTail: () => tail.trim(),
    cpuMs: () => readCpuMs(pid),
    signal: (name) => {
      try {
        if (process.platform === "win32") child.kill(name);
        else process.kill(-pid, name);
      } catch {
        // The process group has ended.
      }
    },
  };
}

function readCpuMs(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [user = Number.NaN, system = Number.NaN] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13)
      .map(Number);
    return Number.isNaN(user + system) ? undefined : (user + system) * 10;
  } catch {
    return undefined;
  }
}

function started(child: ChildProcess, spec: KernelSpec, cwd: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => {
      if (!existsSync(cwd)) {
        reject(new NotFoundError(`runNotebook: folder ${cwd} does not exist; check the path given with --cwd`));
        return;
      }
      reject(
        new EnvironmentError(
          `runNotebook: kernel "${spec.name}" (${spec.origin}) does not start in ${cwd}: ${cause.message}; see "cuaderno kernel list"`,
          { cause },
        ),
      );
    });
    child.once("spawn", () => resolve(child.pid ?? 0));
  });
}
