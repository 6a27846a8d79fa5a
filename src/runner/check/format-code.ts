import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { EnvironmentError } from "../../core/errors.js";
import { makeTemporaryFolder } from "../../files/make-temporary-folder.js";

/** A formatter of TypeScript that is installed in the project. */
export interface CodeFormatter {
  readonly label: string;
  readonly program: string;
  /** The project's settings, if it has any. */
  readonly settings: string | undefined;
}

/** The Biome of the project that a folder is in, with the project's settings; undefined where there is none. */
export function findFormatter(folder: string): CodeFormatter | undefined {
  let manifest: string;
  try {
    manifest = createRequire(join(folder, "notebook.js")).resolve("@biomejs/biome/package.json");
  } catch {
    return undefined;
  }
  return { label: "Biome", program: join(dirname(manifest), "bin", "biome"), settings: settingsAbove(folder) };
}

function settingsAbove(folder: string): string | undefined {
  const names = ["biome.json", "biome.jsonc", ".biome.json", ".biome.jsonc"];
  const found = names.map((name) => join(folder, name)).find((path) => existsSync(path));
  const parent = dirname(folder);
  return found ?? (parent === folder ? undefined : settingsAbove(parent));
}

/** Sources formatted by one process; a source with a syntax error is returned unchanged. */
export async function formatCode(formatter: CodeFormatter, sources: readonly string[]): Promise<readonly string[]> {
  const folder = makeTemporaryFolder(join(tmpdir(), "cuaderno-format-"), "formatNotebooks");
  const file = (index: number): string => join(folder, `cell-${index}.ts`);
  try {
    const settings = {
      root: true,
      ...(formatter.settings === undefined ? {} : { extends: [formatter.settings] }),
      files: { includes: ["**"] },
      vcs: { enabled: false },
      formatter: { enabled: true, formatWithErrors: false },
    };
    await writeFile(join(folder, "biome.json"), JSON.stringify(settings));
    await Promise.all(sources.map((source, index) => writeFile(file(index), source)));
    // Biome needs two passes for a call chain with manual line breaks.
    for (const _pass of [1, 2]) await run(formatter, ["format", "--write", "--reporter=summary", "."], folder);
    return await Promise.all(sources.map(async (_, index) => (await readFile(file(index), "utf8")).trimEnd()));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The formatter exits with 1 for a syntax error in a cell; it has succeeded if it reports how many files it formatted.
 */
function run({ program, label }: CodeFormatter, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [program, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const append = (chunk: Buffer): void => {
      output += String(chunk);
    };
    child.stdout.on("data", append);
    child.stderr.on("data", append);
    const refuse = (what: string): void => {
      failed(new EnvironmentError(`formatNotebooks: ${label} ${what}; fix its settings or pass --no-code`));
    };
    child.once("error", (cause) => refuse(`cannot be started: ${cause.message}`));
    child.once("close", (code) => {
      const trouble = output.split("\n").find((line) => /^\s*[×✖]/.test(line)) ?? "";
      if (/^Formatted \d+ files?/m.test(output)) done();
      else refuse(`ended with ${code}: ${trouble.replace(/^\s*[×✖]\s*/, "").replace(/\.$/, "")}`);
    });
  });
}
