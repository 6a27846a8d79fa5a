import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { parentVariable } from "../../host/end-with-parent.js";

/** A process that a worker starts for a job. */
export interface ChildOptions {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Interrupts the child, then terminates and kills it with all that it started. */
  readonly signal: AbortSignal;
  /** Pause before SIGTERM, and again before SIGKILL. @default 10_000 */
  readonly patienceMs?: number | undefined;
  onOutput(line: string): void;
  onError(line: string): void;
}

/** How it ended. */
export interface ChildEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/**
 * Runs a program as the leader of its own process group. It ends with this process, also when this process is killed,
 * where the program calls `endWithParent`.
 */
export async function runChild(program: string, args: readonly string[], options: ChildOptions): Promise<ChildEnd> {
  const { cwd, environment, signal, patienceMs = 10_000, onOutput, onError } = options;
  const child = spawn(program, args, {
    cwd,
    env: { ...environment, [parentVariable]: "stdin" },
    detached: process.platform !== "win32",
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => undefined);
  const timers: NodeJS.Timeout[] = [];
  const send = (name: NodeJS.Signals): void => {
    try {
      if (child.pid === undefined) return;
      if (process.platform === "win32") child.kill(name);
      else process.kill(-child.pid, name);
    } catch {
      // The group has ended.
    }
  };
  const stop = (): void => {
    send("SIGINT");
    timers.push(setTimeout(send, patienceMs, "SIGTERM"), setTimeout(send, 2 * patienceMs, "SIGKILL"));
  };
  const lines = [
    createInterface({ input: child.stdout }).on("line", onOutput),
    createInterface({ input: child.stderr }).on("line", onError),
  ].map((reader) => new Promise((resolve) => reader.once("close", resolve)));
  try {
    return await new Promise<ChildEnd>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, name) => {
        // What the child started may hold its pipes open.
        send("SIGKILL");
        void Promise.race([Promise.all(lines), new Promise((late) => setTimeout(late, 1_000).unref())]).then(() =>
          resolve({ code, signal: name }),
        );
      });
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
    });
  } finally {
    signal.removeEventListener("abort", stop);
    for (const timer of timers) clearTimeout(timer);
  }
}
