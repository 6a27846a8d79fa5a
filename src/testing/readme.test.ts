import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { rootFolder } from "./source-files.js";

const readme = readFileSync(join(rootFolder, "README.md"), "utf8");
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map((match) => match[1] ?? "");
const main = join(rootFolder, "dist", "cli", "main.js");

describe("the README", () => {
  const snippets = blocks("ts").map((code, index) => ({ name: `TypeScript snippet ${index + 1}`, code }));
  const folder = join(rootFolder, ".cache", `readme-${process.pid}`);

  beforeAll(() => {
    mkdirSync(folder, { recursive: true });
    for (const { name, code } of snippets) {
      writeFileSync(join(folder, `${name}.mts`), code);
      writeFileSync(join(folder, `${name}.mjs`), transformSync(code, { loader: "ts", format: "esm" }).code);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("has TypeScript snippets that type-check", { timeout: 120_000 }, () => {
    const compiler = join(rootFolder, "node_modules", "typescript", "bin", "tsc");
    const settings = ["--strict", "--target", "es2022", "--module", "nodenext", "--types", "node", "--skipLibCheck"];
    const files = snippets.map(({ name }) => join(folder, `${name}.mts`));
    const words = [compiler, "--noEmit", "--ignoreConfig", ...settings, ...files];
    const { stdout, status } = spawnSync(process.execPath, words, { cwd: rootFolder, encoding: "utf8" });
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });

  it.each(snippets)("$name runs", ({ name, code }) => {
    const tracked = mkdtempSync(join(tmpdir(), "cuaderno-readme-"));
    onTestFinished(() => rmSync(tracked, { recursive: true, force: true }));
    const ran = spawnSync(process.execPath, [join(folder, `${name}.mjs`)], {
      cwd: rootFolder,
      encoding: "utf8",
      env: { ...process.env, MLFLOW_TRACKING_URI: tracked },
    });
    expect(ran.stderr).toBe("");
    expect(ran.status).toBe(0);
    const promised = [...code.matchAll(/console\.log\(.*\);? \/\/ (.+)$/gm)].map((match) => match[1] ?? "");
    for (const line of promised) expect(ran.stdout.split("\n")).toContain(line);
  });

  const commands = blocks("sh")
    .flatMap((block) => block.split("\n"))
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => /^npx cuaderno /.test(line));

  const helpPages = new Map<string, string>();
  const help = (command: string): string => {
    const known = helpPages.get(command);
    if (known !== undefined) return known;
    const words = [main, ...command.split(" "), "--help"];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
    expect(status, stderr).toBe(0);
    helpPages.set(command, stdout);
    return stdout;
  };

  it.each(commands)("%s is a command with those options", (line) => {
    const words = line.split(/\s+/).slice(2);
    const groups = ["data", "drift", "jobs", "kernel", "models", "runs", "s3", "schedule", "schema", "search"];
    const isGroup = groups.includes(words[0] ?? "") && !words[1]?.startsWith("-");
    const path = words.slice(0, isGroup ? 2 : 1);
    const text = help(path.join(" "));
    expect(text).toContain(`Usage: cuaderno ${path.join(" ")}`);
    for (const option of words.filter((word) => /^--?[a-z]/.test(word))) expect(text).toContain(option.split("=")[0]);
  });

  it("names scripts that package.json has", () => {
    const { scripts } = JSON.parse(readFileSync(join(rootFolder, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map((match) => match[1] ?? "");
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it("names no path or folder that only one machine has", () => {
    expect(readme).not.toMatch(/\/work\/|\/tmp\/|\.\.\/shared/);
  });
});
