import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { onTestFinished } from "vitest";
import { rootFolder } from "./source-files.js";

/**
 * Turns TypeScript into a program that Node can run by itself; imports are relative to `src`. It is inside the checkout, where it
 * finds packages, and goes away with the test.
 */
export function childProgram(source: string): string {
  const cache = join(rootFolder, ".cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "child-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, "program.mjs");
  buildSync({
    stdin: { contents: source, loader: "ts", resolveDir: join(rootFolder, "src") },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    // Bundled styles and scripts come from a plugin, which only the asynchronous build takes.
    external: ["*/report/page/render-page.js", "*?bundled-node"],
    outfile,
    logLevel: "warning",
  });
  return outfile;
}

/** A started program; `ended` gives its exit code or the signal that ended it, and what it wrote. */
export function startChild(
  program: string,
  words: readonly string[],
): {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | string; readonly output: string }>;
} {
  const child = spawn(process.execPath, [program, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = new Promise<{ code: number | string; output: string }>((resolve) => {
    child.on("close", (code, signal) => resolve({ code: code ?? signal ?? "unknown", output }));
  });
  return { child, ended };
}
