import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { type CellSketch, makeNotebook, temporaryFolder } from "../../testing/make-notebook.js";
import { rootFolder } from "../../testing/source-files.js";
import { exportFolder } from "../export/export-folder.js";
import { exportNotebook } from "../export/export-notebook.js";
import { readNotebook } from "./read-notebook.js";
import { runNotebook } from "./run-notebook.js";

function project(cells: readonly CellSketch[]): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "node_modules"));
  for (const [name, target] of [
    ["cuaderno", rootFolder],
    ["dotenv", join(rootFolder, "node_modules", "dotenv")],
  ] as const) {
    symlinkSync(target, join(folder, "node_modules", name));
  }
  writeFileSync(join(folder, "package.json"), "{}");
  writeFileSync(join(folder, "a.ipynb"), JSON.stringify(makeNotebook(cells)));
  return folder;
}

/** Every file of a folder by path, binary files included. */
function written(folder: string): readonly (readonly [path: string, text: string])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ![".env", "package.json"].includes(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => path !== join(folder, "a.ipynb"))
    .map((path) => [path, readFileSync(path, "latin1")] as const);
}

const declared: CellSketch = {
  source: "/** @secret the key of the service */\nconst key: string = '';",
  tags: ["parameters"],
};

describe.runIf(existsSync(join(rootFolder, "dist", "index.js")))("secrets in what cells do by themselves", () => {
  it("do not get into the tracker, by whatever way a cell logs them", async () => {
    vi.stubEnv("DB_PASSWORD", "correct horse");
    const folder = project([
      declared,
      'import { openTracker, withRun } from "cuaderno";\nconst password = process.env.DB_PASSWORD;',
      `await withRun(await openTracker(), { experiment: "own", name: "with " + key, tags: { by: key } }, async (run) => {
  await run.logParams({ key, password, both: key + password, depth: 3 });
  await run.setTags({ note: "opened with " + key });
  await run.logMetrics({ rmse: 1 });
  await run.logArtifact("settings.json", JSON.stringify({ key, password }));
  await run.logArtifact("bytes.txt", new TextEncoder().encode("key " + key));
  await run.logInput({ name: "rows", source: "db://me:" + encodeURIComponent(password) + "@host/x", digest: "d" });
  throw new Error("refused " + key + " for " + password);
});`,
    ]);
    const result = await runNotebook(join(folder, "a.ipynb"), {
      parameters: { key: 'key-"12345"' },
      track: { experiment: "outer", uri: join(folder, "mlruns") },
    });
    vi.unstubAllEnvs();
    expect(result.status).toBe("failed");
    expect(result.error?.message).toContain("refused *** for ***");
    await exportNotebook(result.output, { attach: true });
    const files = written(folder);
    expect(files.length).toBeGreaterThan(30);
    for (const [path, text] of files) expect(`${path} ${text}`).not.toMatch(/12345|correct.{0,5}horse/);
    const named = (name: string): string => files.find(([path]) => path.endsWith(join("", name)))?.[1] ?? "";
    expect(named("settings.json")).toBe('{"key":"***","password":"***"}');
    expect(named("params/both")).toBe("******");
    // The run of the notebook is in the same experiment and has the error with its cell.
    const errors = files.filter(([path]) => path.endsWith(join("tags", "cuaderno.error"))).map(([, text]) => text);
    expect(errors.filter((text) => !text.includes("#cell-"))).toEqual(["refused *** for ***"]);
    expect(named("params/depth")).toBe("3");
  });

  it("do not get into the page of a notebook that was run elsewhere", async () => {
    const folder = project([
      { source: "/** @secret */\nconst key = 'key-12345';", tags: ["parameters"] },
      { source: "const key = 'key-67890';", tags: ["injected-parameters"] },
      "fetch('https://host/?key=' + key)",
      { markdown: "# About correct horse\n\nkey-67890" },
    ]);
    const path = join(folder, "a.ipynb");
    const notebook = await readNotebook(path);
    const outputs = [
      { output_type: "stream", name: "stdout", text: "key-67" },
      { output_type: "stream", name: "stderr", text: "890 correct horse" },
      { output_type: "display_data", data: { "text/html": "<b>key-12345</b>" }, metadata: {} },
    ] as const;
    const cells = notebook.cells.map((cell, index) => (index === 2 ? { ...cell, outputs } : cell));
    writeFileSync(path, JSON.stringify({ ...notebook, cells }));
    vi.stubEnv("DB_PASSWORD", "correct horse");
    const { output, title } = await exportNotebook(path, { attach: true, code: "show" });
    const { index } = await exportFolder(folder, { output: join(folder, "pages") });
    vi.unstubAllEnvs();
    expect(title).toBe("About ***");
    for (const file of [output, index]) {
      const page = readFileSync(file, "utf8");
      const attached = /base64,([^"]+)"/.exec(page)?.[1] ?? "";
      expect(page + Buffer.from(attached, "base64").toString()).not.toMatch(/12345|67890|correct horse/);
      expect(page).toContain("***");
    }
  });

  it("are known when a cell loads them from a file, in outputs before that cell too", async () => {
    const folder = project([
      'import { metric, openTracker } from "cuaderno";\nimport { config } from "dotenv";\nimport { readFileSync } from "node:fs";',
      'console.log(readFileSync(".env", "utf8"));',
      "config({ quiet: true });\nconsole.log(process.env.SERVICE_TOKEN, process.env.PLAIN);",
      "await (await (await openTracker()).startRun()).logParams({ token: process.env.SERVICE_TOKEN });\nmetric(String(process.env.SERVICE_TOKEN), 1);",
      "throw new Error('refused ' + process.env.SERVICE_TOKEN);",
    ]);
    writeFileSync(join(folder, ".env"), "SERVICE_TOKEN=tok-98765-abc\nPLAIN=ordinary text\n");
    const result = await runNotebook(join(folder, "a.ipynb"));
    expect(result.error?.message).toMatch(/#cell-5:1:7: Error: refused \*\*\*$/);
    expect(result.metrics).toEqual({ "***": 1 });
    const { cells } = await readNotebook(result.output);
    expect(cells.filter(({ cell_type }) => cell_type === "code")).toMatchObject([
      { outputs: [] },
      { outputs: [{ text: "SERVICE_TOKEN=***\nPLAIN=ordinary text\n\n" }] },
      { outputs: [{ text: "*** ordinary text\n" }] },
      { outputs: [{ data: { "text/plain": "*** = 1" } }] },
      { outputs: [{ evalue: "refused ***" }] },
    ]);
    for (const [path, text] of written(folder)) expect(`${path} ${text}`).not.toContain("98765");
  });
});
