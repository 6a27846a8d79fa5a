import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listKernelSpecs } from "../../notebook/kernel/find-kernel-spec.js";
import { makeNotebook, notebookFile, temporaryFolder } from "../../testing/make-notebook.js";
import { jupyterWorld } from "./jupyter-world.js";
import { readNotebook } from "./read-notebook.js";
import { runNotebook } from "./run-notebook.js";

const hasPython = listKernelSpecs(jupyterWorld()).some(({ name }) => name === "python3");

async function run(sources: readonly string[], kernel: string | undefined, options = {}, metadata?: object) {
  const path = join(temporaryFolder(), "a.ipynb");
  const notebook = makeNotebook(sources, kernel);
  writeFileSync(path, JSON.stringify({ ...notebook, metadata: metadata ?? notebook.metadata }));
  const result = await runNotebook(path, options);
  return { result, executed: await readNotebook(result.output) };
}

describe("the kernel of a run", () => {
  it("is tslab's for JavaScript where the notebook names jslab", async () => {
    const { result, executed } = await run(
      ["let total = [1, 2].reduce((a, b) => a + b, 0);\ntotal", "null.x"],
      "jslab",
    );
    expect(executed.cells[1]).toMatchObject({ outputs: [{ text: "3\n" }] });
    expect(result.error?.location).toMatch(/#cell-2:1:\d$/);
  });

  it("is named in the message of a failure where the notebook names none", async () => {
    const { result } = await run(["import sys\nprint(sys.path)"], undefined, {}, {});
    expect(result.error?.message).toContain("the notebook names no kernel, so it ran with tslab (TypeScript)");
  });

  it("ends the run well when a cell exits with 0", async () => {
    const { result, executed } = await run(["console.log('no rows'); process.exit(0);", "1"], undefined);
    expect(result).toMatchObject({ status: "stopped", reason: "process.exit(0)" });
    expect(executed.cells[0]).toMatchObject({ outputs: [{ text: "no rows\nStopped: process.exit(0)\n" }] });
  });
});

describe.runIf(hasPython)("a Python kernel", () => {
  it.each(["import sys\nsys.exit(0)", "exit(0)", "raise SystemExit"])("ends the run well with %j", async (source) => {
    const { result } = await run([source, "print('never')"], "python3");
    expect(result.status).toBe("stopped");
    expect(result.cells.map(({ status }) => status)).toEqual(["stopped", "not run"]);
  });

  it("writes no history, which could have values of secret parameters", async () => {
    const profile = temporaryFolder();
    mkdirSync(profile, { recursive: true });
    const path = notebookFile(["token = ''  # @secret\n", "print(len(token))"]);
    const notebook = makeNotebook(
      [{ source: "token = ''  # @secret", tags: ["parameters"] }, "print(len(token))"],
      "python3",
    );
    writeFileSync(path, JSON.stringify(notebook));
    process.env.IPYTHONDIR = profile;
    try {
      const result = await runNotebook(path, { parameters: { token: "correct-horse" } });
      expect(result.status).toBe("ok");
      expect(readFileSync(result.output, "utf8")).not.toContain("correct-horse");
      expect(existsSync(join(profile, "profile_default", "history.sqlite"))).toBe(false);
    } finally {
      delete process.env.IPYTHONDIR;
    }
  });
});

it("restores nothing in the kernel cuaderno, and says what does", async () => {
  await expect(runNotebook(notebookFile(["1"], "cuaderno"), { resume: "out.ipynb" })).rejects.toThrow(
    'runNotebook: resume: the kernel "cuaderno" restores no values; use --cache or --watch, or --kernel tslab, whose cells can be restored',
  );
});
