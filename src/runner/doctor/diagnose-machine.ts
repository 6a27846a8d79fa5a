import { existsSync, statfsSync } from "node:fs";
import { homedir } from "node:os";
import { fileURLToPath } from "node:url";
import { errorMessage } from "../../core/error-message.js";
import { findChromium } from "../../host/find-chromium.js";
import { findJupyterLab } from "../../notebook/kernel/find-jupyter.js";
import { findKernelProblem } from "../../notebook/kernel/find-kernel-problem.js";
import { listKernelSpecs } from "../../notebook/kernel/find-kernel-spec.js";
import { loadPolars } from "../../table/load-polars.js";
import { isUri } from "../run/is-uri.js";
import { jupyterWorld } from "../run/jupyter-world.js";
import type { Diagnosis } from "./diagnosis.js";

/** Settings of `diagnoseMachine`. */
export interface DiagnoseMachineOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /**
   * @default the version that runs
   */
  readonly nodeVersion?: string | undefined;
}

/**
 * Checks of this machine: Node, the table engine and disk space; a TypeScript kernel, the other kernels and JupyterLab;
 * the data mirror, if the environment names one; Chromium, for PDF and pictures.
 */
export function diagnoseMachine({
  environment,
  cwd,
  nodeVersion = process.versions.node,
}: DiagnoseMachineOptions): readonly Diagnosis[] {
  return [
    node(nodeVersion),
    tableEngine(),
    diskSpace(cwd),
    kernel(environment),
    otherKernels(environment),
    jupyter(environment, cwd),
    ...mirror(environment),
    chromium(environment),
  ];
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

const leastBytes = 1e9;

function diskSpace(cwd: string): Diagnosis {
  try {
    const { bavail, bsize } = statfsSync(cwd);
    const free = Number(bavail) * Number(bsize);
    const text = `${(free / 1e9).toFixed(1)} GB free in ${cwd}`;
    if (free >= leastBytes) return { what: "disk", state: "ok", text };
    return { what: "disk", state: "problem", text, fix: "df -h .   # then remove what is not needed" };
  } catch (thrown) {
    return { what: "disk", state: "note", text: `free space is unknown: ${errorMessage(thrown)}` };
  }
}

function kernel(environment: DiagnoseMachineOptions["environment"]): Diagnosis {
  const specs = listKernelSpecs(jupyterWorld(environment)).filter(({ language }) => /^typescript$/i.test(language));
  const problems = specs.map((spec) => findKernelProblem(spec, environment.PATH ?? ""));
  const working = specs.filter((_, index) => problems[index] === undefined);
  const text = working.map(({ name, origin }) => `${name} (${origin})`).join(", ");
  if (working.length > 0) return { what: "kernel", state: "ok", text };
  const problem = specs.length === 0 ? "no TypeScript kernel" : `${specs[0]?.name}: ${problems[0]}`;
  return { what: "kernel", state: "problem", text: problem, fix: "cuaderno kernel install" };
}

function otherKernels(environment: DiagnoseMachineOptions["environment"]): Diagnosis {
  const specs = listKernelSpecs(jupyterWorld(environment)).filter(({ language }) => !/^typescript$/i.test(language));
  if (specs.length === 0) return { what: "kernels", state: "note", text: "no kernels of other languages" };
  const parts = specs.map((spec) => {
    const problem = findKernelProblem(spec, environment.PATH ?? "");
    return `${spec.name}${problem === undefined ? "" : ` (${problem})`}`;
  });
  return { what: "kernels", state: "ok", text: parts.join(", ") };
}

function jupyter(environment: DiagnoseMachineOptions["environment"], cwd: string): Diagnosis {
  try {
    return { what: "jupyter", state: "ok", text: findJupyterLab(jupyterWorld(environment), cwd) };
  } catch {
    const text = "no JupyterLab on the PATH or in .venv; only cuaderno lab needs it";
    return { what: "jupyter", state: "note", text, fix: "python3 -m venv .venv && .venv/bin/pip install jupyterlab" };
  }
}

function mirror({ CUADERNO_DATA_MIRROR: uri }: DiagnoseMachineOptions["environment"]): readonly Diagnosis[] {
  if (uri === undefined || uri === "") {
    return [{ what: "mirror", state: "note", text: "CUADERNO_DATA_MIRROR is not set; data comes from the publishers" }];
  }
  if (isUri(uri) && !/^file:/i.test(uri)) {
    return [{ what: "mirror", state: "note", text: `${uri} was not tried`, fix: `cuaderno doctor ${uri}` }];
  }
  const path = /^file:/i.test(uri) ? fileURLToPath(uri) : uri.replace(/^~(?=\/|$)/, homedir());
  if (existsSync(path)) return [{ what: "mirror", state: "ok", text: uri }];
  return [{ what: "mirror", state: "problem", text: `${uri} does not exist`, fix: "unset CUADERNO_DATA_MIRROR" }];
}

function chromium(environment: DiagnoseMachineOptions["environment"]): Diagnosis {
  try {
    return { what: "chromium", state: "ok", text: findChromium(environment) };
  } catch {
    const text = "not found; only PDF and pictures of pages need it";
    return { what: "chromium", state: "note", text, fix: "apt-get install chromium" };
  }
}
