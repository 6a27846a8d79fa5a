import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { parseNotebook, type StreamOutput } from "../notebook/notebook.js";
import { notebookFile, notebookOf, temporaryFolder } from "../testing/notebook-of.js";
import { rootFolder } from "../testing/source-files.js";
import { readNotebook, runNotebook } from "./run-notebook.js";

const program = join(rootFolder, "dist", "cli", "main.js");

async function outputsOf(source: string): Promise<readonly unknown[]> {
  const result = await runNotebook(notebookFile([source]));
  expect(result.status).toBe("ok");
  const [cell] = (await readNotebook(result.output)).cells;
  return cell?.cell_type === "code" ? cell.outputs : [];
}

describe("a cell that puts out much", () => {
  it("may print a million lines", async () => {
    const outputs = await outputsOf("for (let line = 0; line < 1_000_000; line++) console.log(line);");
    expect(outputs.length).toBe(1);
    const { text } = outputs[0] as StreamOutput;
    expect(text.length).toBe(6_888_890);
    expect(text.endsWith("\n999998\n999999\n")).toBe(true);
  });

  it("may show ten thousand values", async () => {
    const outputs = await outputsOf(
      "import { display } from 'tslab';\nfor (let index = 0; index < 10_000; index++) display.html('<b>' + index + '</b>');",
    );
    expect(outputs.length).toBe(10_000);
    expect(outputs.at(-1)).toMatchObject({ data: { "text/html": "<b>9999</b>" } });
  });

  it("may print 200 MB", async () => {
    const outputs = await outputsOf(
      'const piece = "x".repeat(999_999);\nfor (let part = 0; part < 200; part++) console.log(piece);',
    );
    expect(outputs.length).toBe(1);
    expect((outputs[0] as StreamOutput).text.length).toBe(200_000_000);
  });
});

describe("a kernel that sends no messages of Jupyter", () => {
  it("is told from one that is silent", async () => {
    const folder = join(temporaryFolder(), "babbler");
    mkdirSync(folder);
    const script = join(folder, "babbler.cjs");
    writeFileSync(
      script,
      `const { Router, Publisher } = require(${JSON.stringify(join(rootFolder, "node_modules", "zeromq"))});
const { ip, shell_port, iopub_port } = JSON.parse(require("node:fs").readFileSync(process.argv[2], "utf8"));
const bytes = () => require("node:crypto").randomBytes(300);
(async () => {
  const [shell, iopub] = [new Router(), new Publisher()];
  await shell.bind(\`tcp://\${ip}:\${shell_port}\`);
  await iopub.bind(\`tcp://\${ip}:\${iopub_port}\`);
  setInterval(() => iopub.send([bytes(), "<IDS|MSG>", bytes()]).catch(() => undefined), 20);
  for await (const [peer] of shell) {
    await shell.send([peer, bytes()]);
    await shell.send([peer, "<IDS|MSG>", "00", "{}", "{", bytes(), "7"]);
  }
})();`,
    );
    const spec = { argv: [process.execPath, script, "{connection_file}"], display_name: "b", language: "typescript" };
    writeFileSync(join(folder, "kernel.json"), JSON.stringify(spec));
    await expect(runNotebook(notebookFile(["1"]), { kernel: folder, startTimeoutMs: 1_500 })).rejects.toThrow(
      /kernel "babbler" .* did not answer within 1\.5 s; .*; what it sent is no message of Jupyter: /,
    );
  });
});

describe("cells whose ids are wrong", () => {
  it.each([
    ["repeated", ["same", "same"]],
    ["of no allowed form", ["", "with a space!"]],
    ["missing", [undefined, undefined]],
  ])("run when they are %s, each with its own outputs", async (_what, ids) => {
    const path = join(temporaryFolder(), "a.ipynb");
    const notebook = notebookOf(["console.log('one')", "console.log('two')"]);
    const cells = notebook.cells.map((cell, index) => ({ ...cell, id: ids[index] }));
    writeFileSync(path, JSON.stringify({ ...notebook, cells }));
    const { status, output } = await runNotebook(path);
    expect(status).toBe("ok");
    expect((await readNotebook(output)).cells).toMatchObject([
      { outputs: [{ text: "one\n" }] },
      { outputs: [{ text: "two\n" }] },
    ]);
  });
});

describe.runIf(existsSync(program))("a runner that is killed", () => {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-killed-"));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("leaves a whole notebook, and no kernel behind, at whatever moment it happens", async () => {
    const cells = Array.from({ length: 30 }, (_, index) => `console.log("x".repeat(100_000), ${index});`);
    mkdirSync(folder, { recursive: true });
    const moments = [300, 1_500, 2_300, 2_700, 3_100];
    for (const [round, ms] of moments.entries()) {
      const input = join(folder, `${round}.ipynb`);
      const output = join(folder, `${round}.executed.ipynb`);
      const before = JSON.stringify(notebookOf(["console.log(process.pid)", ...cells]));
      writeFileSync(input, before);
      const child = spawn(process.execPath, [program, "run", input, "--quiet"], {
        env: { ...process.env, TMPDIR: folder },
        stdio: "ignore",
      });
      onTestFinished(() => void child.kill("SIGKILL"));
      const ended = new Promise((resolve) => child.once("exit", resolve));
      await new Promise((resolve) => setTimeout(resolve, ms));
      child.kill("SIGKILL");
      await ended;
      expect(readFileSync(input, "utf8")).toBe(before);
      if (existsSync(output)) expect(parseNotebook(readFileSync(output, "utf8"), output).cells.length).toBe(31);
    }
    // A folder without a file is of a runner that had not come to start a kernel.
    const left = (): readonly string[] =>
      readdirSync(folder).filter(
        (name) => name.startsWith("cuaderno-kernel-") && readdirSync(join(folder, name)).length > 0,
      );
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
  });
});
