import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { describe, expect, it } from "vitest";
import { rootFolder } from "./source-files.js";

const readme = readFileSync(join(rootFolder, "README.md"), "utf8");
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map((match) => match[1] ?? "");
const main = join(rootFolder, "dist", "cli", "main.js");

describe("the README", () => {
  it.each(blocks("ts").map((code, index) => ({ name: `TypeScript snippet ${index + 1}`, code })))(
    "$name type-checks and runs",
    { timeout: 120_000 },
    ({ code }) => {
      const folder = join(rootFolder, ".cache", `readme-${process.pid}-${code.length}`);
      const tracked = mkdtempSync(join(tmpdir(), "cuaderno-readme-"));
      mkdirSync(folder, { recursive: true });
      try {
        writeFileSync(join(folder, "snippet.mts"), code);
        const compiler = join(rootFolder, "node_modules", "typescript", "bin", "tsc");
        const settings = [
          "--strict",
          "--target",
          "es2022",
          "--module",
          "nodenext",
          "--types",
          "node",
          "--skipLibCheck",
        ];
        const checked = spawnSync(
          process.execPath,
          [compiler, "--noEmit", "--ignoreConfig", ...settings, join(folder, "snippet.mts")],
          {
            cwd: rootFolder,
            encoding: "utf8",
          },
        );
        expect(checked.stdout).toBe("");
        writeFileSync(join(folder, "snippet.mjs"), transformSync(code, { loader: "ts", format: "esm" }).code);
        const ran = spawnSync(process.execPath, [join(folder, "snippet.mjs")], {
          cwd: rootFolder,
          encoding: "utf8",
          env: { ...process.env, MLFLOW_TRACKING_URI: tracked },
        });
        expect(ran.stderr).toBe("");
        expect(ran.status).toBe(0);
        const promised = [...code.matchAll(/console\.log\(.*\);? \/\/ (.+)$/gm)].map((match) => match[1] ?? "");
        for (const line of promised) expect(ran.stdout.split("\n")).toContain(line);
      } finally {
        rmSync(folder, { recursive: true, force: true });
        rmSync(tracked, { recursive: true, force: true });
      }
    },
  );

  const commands = blocks("sh")
    .flatMap((block) => block.split("\n"))
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => /^npx cuaderno /.test(line));

  it.each(commands)("%s is a command with those options", (line) => {
    const words = line.split(/\s+/).slice(2);
    const groups = ["data", "drift", "jobs", "kernel", "models", "runs", "s3", "schedule", "schema", "search"];
    const isGroup = groups.includes(words[0] ?? "") && !words[1]?.startsWith("-");
    const path = words.slice(0, isGroup ? 2 : 1);
    const help = spawnSync(process.execPath, [main, ...path, "--help"], { encoding: "utf8" });
    expect(help.status, help.stderr).toBe(0);
    expect(help.stdout).toContain(`Usage: cuaderno ${path.join(" ")}`);
    for (const option of words.filter((word) => /^--?[a-z]/.test(word)))
      expect(help.stdout).toContain(option.split("=")[0]);
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
