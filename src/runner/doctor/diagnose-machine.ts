import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { errorMessage } from "../../core/error-message.js";
import { findKernelProblem } from "../../notebook/kernel/find-kernel-problem.js";
import { listKernelSpecs } from "../../notebook/kernel/find-kernel-spec.js";
import { loadPolars } from "../../table/load-polars.js";
import { jupyterWorld } from "../run/jupyter-world.js";
import type { Diagnosis } from "./diagnosis.js";

/** What Cuaderno needs of the machine: Node, the table engine, a TypeScript kernel; and Chromium, which only tests and figures use. */
export function diagnoseMachine(
  environment: Readonly<Record<string, string | undefined>>,
  nodeVersion: string = process.versions.node,
): readonly Diagnosis[] {
  return [node(nodeVersion), tableEngine(), kernel(environment), chromium(environment.PATH ?? "")];
}

function node(version: string): Diagnosis {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return { what: "node", state: "ok", text: version };
  return { what: "node", state: "problem", text: `${version} is older than 20.19`, fix: "nvm install 24" };
}

function tableEngine(): Diagnosis {
  try {
    const frame = loadPolars().DataFrame({ a: [1, 2] });
    return { what: "polars", state: "ok", text: `the table engine works (${frame.height} rows)` };
  } catch (thrown) {
    const text = errorMessage(thrown);
    const fix = /run "([^"]+)"/.exec(text)?.[1] ?? "npm install";
    return { what: "polars", state: "problem", text: text.replace(/^loadPolars: /, ""), fix };
  }
}

function kernel(environment: Readonly<Record<string, string | undefined>>): Diagnosis {
  const specs = listKernelSpecs(jupyterWorld(environment)).filter(({ language }) => /^typescript$/i.test(language));
  const problems = specs.map((spec) => findKernelProblem(spec, environment.PATH ?? ""));
  const sound = specs.filter((_, index) => problems[index] === undefined);
  const text = sound.map(({ name, origin }) => `${name} (${origin})`).join(", ");
  if (sound.length > 0) return { what: "kernel", state: "ok", text };
  const problem = specs.length === 0 ? "no TypeScript kernel" : `${specs[0]?.name}: ${problems[0]}`;
  return { what: "kernel", state: "problem", text: problem, fix: "cuaderno kernel install" };
}

function chromium(path: string): Diagnosis {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const found = path
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
  if (found !== undefined) return { what: "chromium", state: "ok", text: found };
  const text = "none on PATH; only the tests of pages use it";
  return { what: "chromium", state: "note", text, fix: "apt-get install chromium" };
}
