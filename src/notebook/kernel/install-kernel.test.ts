import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../testing/make-notebook.js";
import { findKernelProblem } from "./find-kernel-problem.js";
import { findKernelSpec } from "./find-kernel-spec.js";
import { installKernel, uninstallKernel } from "./install-kernel.js";

describe("installKernel", () => {
  it("writes a kernelspec with absolute paths and the shim, and an extension that needs nothing else", async () => {
    const folder = temporaryFolder();
    const { kernel, extension, replaced } = await installKernel(folder, "1.2.3");
    expect(replaced).toBeUndefined();
    const spec = findKernelSpec(kernel, { environment: {}, platform: "linux", home: "/", jupyterBin: undefined });
    expect(spec).toMatchObject({ displayName: "TypeScript", language: "typescript", shim: true });
    expect(findKernelProblem(spec, "")).toBeUndefined();
    const manifest = JSON.parse(readFileSync(join(extension, "package.json"), "utf8")) as {
      jupyterlab: { _build: { load: string } };
    };
    expect(manifest).toMatchObject({
      name: "cuaderno-plotly",
      version: "1.2.3",
      jupyterlab: { _build: { mimeExtension: "./mimeExtension" } },
    });
    expect(existsSync(join(extension, manifest.jupyterlab._build.load))).toBe(true);
    expect(statSync(join(extension, "static", "plotly.min.js")).size).toBeGreaterThan(1_000_000);
  });

  it("writes the kernelspec of this package's kernel, with logos", async () => {
    const { fastKernel } = await installKernel(temporaryFolder(), "1.2.3");
    const spec = findKernelSpec(fastKernel, { environment: {}, platform: "linux", home: "/", jupyterBin: undefined });
    expect(spec).toMatchObject({
      name: "cuaderno",
      language: "typescript",
      interruptMode: "message",
      transport: "tcp",
    });
    expect(spec.argv.at(-1)).toBe("{connection_file}");
    expect(findKernelProblem({ ...spec, argv: spec.argv.slice(0, -1) }, "")).toBeUndefined();
    const files = readdirSync(fastKernel).sort();
    expect(files).toEqual(["kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"]);
  });

  it("installs over itself, and uninstalls without a trace", async () => {
    const folder = temporaryFolder();
    await installKernel(folder, "1.0.0");
    const { extension, replaced } = await installKernel(folder, "1.0.1");
    expect(replaced).toBeUndefined();
    expect(readdirSync(join(extension, "static"))).toHaveLength(2);
    expect(await uninstallKernel(folder)).toHaveLength(3);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(["kernels", "labextensions"]);
    expect(await uninstallKernel(folder)).toEqual([]);
  });

  it("preserves a kernelspec of another program and restores it", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "kernels", "tslab", "kernel.json");
    mkdirSync(join(folder, "kernels", "tslab"), { recursive: true });
    writeFileSync(file, '{"argv": ["tslab"]}');
    expect(await uninstallKernel(folder)).toEqual([]);
    expect((await installKernel(folder, "1.0.0")).replaced).toContain("before-cuaderno");
    expect((await installKernel(folder, "1.0.0")).replaced).toBeUndefined();
    await uninstallKernel(folder);
    expect(readFileSync(file, "utf8")).toBe('{"argv": ["tslab"]}');
    expect(readdirSync(join(folder, "kernels", "tslab"))).toEqual(["kernel.json"]);
  });

  it("says where it cannot write", async () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    await expect(installKernel(file, "1.0.0")).rejects.toThrow(`cannot write below ${file}`);
  });
});
