import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { EnvironmentError, FormatError } from "../../core/errors.js";
import { temporaryFolder } from "../../testing/make-notebook.js";
import { findJupyterLab } from "./find-jupyter.js";
import { findKernelProblem } from "./find-kernel-problem.js";
import { findKernelSpec, listKernelSpecs } from "./find-kernel-spec.js";
import { type JupyterWorld, jupyterDataFolder, jupyterDataPath } from "./jupyter-paths.js";

const bare: JupyterWorld = { environment: {}, platform: "linux", home: "/home/a", jupyterBin: undefined };

function put(folder: string, name: string, spec: unknown): void {
  mkdirSync(join(folder, "kernels", name), { recursive: true });
  writeFileSync(join(folder, "kernels", name, "kernel.json"), typeof spec === "string" ? spec : JSON.stringify(spec));
}

/** How a kernelspec names an environment variable. */
function variable(name: string): string {
  return `$\{${name}}`;
}

function program(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "#!/bin/sh\n");
  chmodSync(path, 0o755);
}

describe("jupyterDataPath", () => {
  it("has the user's folder of each platform, which JUPYTER_DATA_DIR overrides", () => {
    expect(jupyterDataFolder(bare)).toBe("/home/a/.local/share/jupyter");
    expect(jupyterDataFolder({ ...bare, environment: { XDG_DATA_HOME: "/x" } })).toBe("/x/jupyter");
    expect(jupyterDataFolder({ ...bare, platform: "darwin" })).toBe("/home/a/Library/Jupyter");
    expect(jupyterDataFolder({ ...bare, environment: { JUPYTER_DATA_DIR: "/d" } })).toBe("/d");
  });

  it("begins with JUPYTER_PATH and the active environment and ends with the system", () => {
    const world = { ...bare, environment: { JUPYTER_PATH: "/p:/q", VIRTUAL_ENV: "/venv" }, jupyterBin: "/opt/lab/bin" };
    expect(jupyterDataPath(world)).toEqual([
      "/p",
      "/q",
      "/venv/share/jupyter",
      "/home/a/.local/share/jupyter",
      "/opt/lab/share/jupyter",
      "/usr/local/share/jupyter",
      "/usr/share/jupyter",
    ]);
  });
});

describe("findKernelSpec", () => {
  const argv = ["prog", "-f", "{connection_file}"];

  it("has tslab without any installation, over sockets of its own, with the shim unless it is refused", () => {
    const spec = findKernelSpec("tslab", bare);
    expect(spec).toMatchObject({ origin: "built-in", language: "typescript", shim: true, transport: "ipc:number" });
    expect(spec.argv[0]).toBe(process.execPath);
    expect(spec.argv.join(" ")).toMatch(
      /--require \S+tslab-preload\.cjs \S+tslab kernel --config-path \{connection_file\}$/,
    );
    expect(findKernelSpec("tslab", bare, { shim: false }).argv.join(" ")).not.toContain("preload");
    expect(findKernelProblem(spec, "")).toBeUndefined();
  });

  it("finds a name in the first folder that has it, in lowercase or uppercase", () => {
    const [first, second] = [temporaryFolder(), temporaryFolder()];
    put(first, "python3", { argv, display_name: "first", language: "python" });
    put(second, "python3", { argv, display_name: "second", language: "python", interrupt_mode: "message" });
    put(second, "other", {
      argv,
      display_name: "other",
      language: "R",
      env: { A: `${variable("B")}/x`, C: variable("D") },
    });
    const world = { ...bare, environment: { JUPYTER_PATH: `${first}:${second}`, B: "b" } };
    expect(findKernelSpec("Python3", world)).toMatchObject({
      displayName: "first",
      interruptMode: "signal",
      transport: "tcp",
    });
    expect(findKernelSpec("other", world)).toMatchObject({ language: "r", env: { A: "b/x", C: variable("D") } });
    expect(findKernelSpec(join(second, "kernels", "python3"), world)).toMatchObject({ interruptMode: "message" });
    expect(listKernelSpecs(world).map(({ name }) => name)).toEqual(["tslab", "jslab", "cuaderno", "python3", "other"]);
  });

  it("takes a bare python from the environment of the kernelspec", () => {
    const prefix = temporaryFolder();
    program(join(prefix, "bin", "python3"));
    put(join(prefix, "share", "jupyter"), "python3", {
      argv: ["python", "-m", "x"],
      display_name: "p",
      language: "python",
    });
    const world = { ...bare, environment: { VIRTUAL_ENV: prefix } };
    expect(findKernelSpec("python3", world).argv).toEqual([join(prefix, "bin", "python3"), "-m", "x"]);
  });

  it("gives the shim to any kernelspec that starts tslab", () => {
    const folder = temporaryFolder();
    put(folder, "mine", {
      argv: ["/usr/bin/tslab", "kernel"],
      display_name: "m",
      language: "typescript",
      env: { NODE_OPTIONS: "--no-warnings" },
    });
    const world = { ...bare, environment: { JUPYTER_PATH: folder } };
    const spec = findKernelSpec("mine", world);
    expect(spec.shim).toBe(true);
    expect(spec.env.NODE_OPTIONS).toMatch(/^--no-warnings --require ".*tslab-preload\.cjs"$/);
    expect(findKernelSpec("mine", world, { shim: false })).toMatchObject({
      shim: false,
      env: { NODE_OPTIONS: "--no-warnings" },
    });
  });

  it("lists the kernels when a name is unknown, without broken ones", () => {
    const folder = temporaryFolder();
    put(folder, "python3", { argv, display_name: "p", language: "python" });
    put(folder, "broken", "{");
    const world = { ...bare, environment: { JUPYTER_PATH: folder } };
    expect(() => findKernelSpec("pyton3", world)).toThrow(EnvironmentError);
    expect(() => findKernelSpec("pyton3", world)).toThrow(
      'no kernel "pyton3"; did you mean "python3"?; known kernels: tslab, jslab, cuaderno, python3; choose one with --kernel',
    );
    expect(() => findKernelSpec(join(folder, "kernels", "broken"), world)).toThrow(FormatError);
  });

  it("names what a kernelspec is missing", () => {
    const spec = findKernelSpec("tslab", bare);
    expect(findKernelProblem({ ...spec, argv: ["no-such-program"] }, "/usr/bin:/bin")).toBe(
      "no program no-such-program",
    );
    expect(findKernelProblem({ ...spec, argv: [process.execPath, "/no/tslab"] }, "")).toBe("no file /no/tslab");
  });
});

describe("findJupyterLab", () => {
  it("prefers what is named, then the active environment, then .venv, then the PATH", () => {
    const root = temporaryFolder();
    for (const folder of ["named", "active", "folder/.venv", "path"]) program(join(root, folder, "bin", "jupyter-lab"));
    program(join(root, "named", "bin", "jupyter"));
    const environment = { VIRTUAL_ENV: join(root, "active"), PATH: join(root, "path", "bin") };
    const found = (given?: string, change: object = {}) =>
      findJupyterLab({ ...bare, environment: { ...environment, ...change } }, join(root, "folder"), given);
    const labPath = (folder: string) => join(root, folder, "bin", "jupyter-lab");
    for (const given of ["named", "named/bin/jupyter", "named/bin/jupyter-lab"])
      expect(found(join(root, given))).toBe(labPath("named"));
    expect(found()).toBe(labPath("active"));
    expect(found(undefined, { VIRTUAL_ENV: "" })).toBe(labPath("folder/.venv"));
    expect(findJupyterLab({ ...bare, environment: { PATH: environment.PATH } }, root)).toBe(labPath("path"));
  });

  it("says what to run where there is none", () => {
    expect(() => findJupyterLab(bare, "/nowhere")).toThrow(
      'no JupyterLab in the active environment, in .venv or on the PATH; install it with "python3 -m venv .venv && .venv/bin/pip install jupyterlab"',
    );
    expect(() => findJupyterLab(bare, "/nowhere", "/no/jupyter")).toThrow("no JupyterLab at /no/jupyter");
  });
});

it("refuses a limit of memory that an idle kernel exceeds", () => {
  expect(findKernelSpec("cuaderno", bare, { memoryMb: 96 }).env.CUADERNO_KERNEL_MEMORY).toBe("96");
  expect(() => findKernelSpec("cuaderno", bare, { memoryMb: 95 })).toThrow(
    "runNotebook: memoryMb (--memory): expected at least 96, got 95; an idle kernel uses up to 80 MB, with tables 105",
  );
});
