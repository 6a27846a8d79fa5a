// `npm run bench -- notebooks <folder> [--run]`: every command that reads notebooks, on all notebooks of a folder (others' work, of any
// language and age). Ends with code 1 when a command crashes or when a page lacks something of its notebook and does not say so.
// --run also executes those whose kernel is installed; only for notebooks that you trust.
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { missingFromPage } from "./notebooks/missing-from-page.mjs";

const main = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));

export default async function notebooks(words = []) {
  const source = words.find((word) => !word.startsWith("--"));
  if (source === undefined || !existsSync(source)) {
    console.log("name a folder: npm run bench -- notebooks <folder> [--run]");
    process.exitCode = 2;
    return;
  }
  const paths = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ipynb") && !path.includes(".ipynb_checkpoints"))
    .map((path) => join(source, path));
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-bench-notebooks-"));
  const findings = [];
  const counts = new Map();
  const tryOne = async (path, number) => {
    const report = (what) => {
      findings.push(`${relative(source, path)}: ${what}`);
      console.log(findings.at(-1));
    };
    const copy = join(folder, `${number}.ipynb`);
    cpSync(path, copy);
    const call = async (command, ...rest) => {
      const ended = await runCommand([command, ...rest], folder);
      const key = `${command} ${ended.code}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      if (ended.problem !== undefined) report(`${command}: ${ended.problem}`);
      return ended;
    };
    await call("inspect", copy, "--json");
    await call("check", copy, "--json");
    const page = join(folder, `${number}.html`);
    if ((await call("export", copy, "-o", page)).code === 0) {
      for (const what of missingFromPage(readFileSync(copy, "utf8"), readFileSync(page, "utf8")))
        report(`page: ${what}`);
    }
    const formatted = join(folder, `${number}-formatted.ipynb`);
    cpSync(path, formatted);
    if ((await call("fmt", formatted)).code === 0) {
      if ((await call("fmt", "--check", formatted)).code !== 0) report("fmt: a formatted notebook is formatted again");
      await call("diff", copy, formatted, "--format", "html");
      if ((await call("diff", copy, copy, "--exit-code")).code !== 0) report("diff: a notebook differs from itself");
    }
    if (words.includes("--run")) {
      await call(
        "run",
        copy,
        "-o",
        join(folder, `${number}-executed.ipynb`),
        "--cell-timeout",
        "60",
        "--timeout",
        "180",
      );
    }
    for (const name of [copy, formatted, page]) rmSync(name, { force: true });
  };
  try {
    const waiting = paths.entries();
    const worker = async () => {
      for (const [number, path] of waiting) await tryOne(path, number);
    };
    await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, worker));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.table(
    [...counts].sort().map(([key, times]) => ({ command: key.split(" ")[0], "exit code": key.split(" ")[1], times })),
  );
  console.log(`${paths.length} notebooks, ${findings.length} findings`);
  if (findings.length > 0 || paths.length === 0) process.exitCode = 1;
}

/** A command's exit code, and what is wrong with how it ended: undefined when it is done or says in one line why not. */
function runCommand(words, cwd) {
  return new Promise((resolve) => {
    const options = { cwd, timeout: 400_000, maxBuffer: 1 << 28, env: { ...process.env, NO_COLOR: "1" } };
    execFile(process.execPath, [main, ...words], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : (error.code ?? error.signal);
      const crash =
        /^ {4}at |\b(TypeError|RangeError|ReferenceError|SyntaxError)\b|Maximum call stack|Cannot read prop/m;
      const known = words[0] === "run" ? [0, 1, 3, 4, 5] : [0, 3];
      const tail = stderr.trim().split("\n").slice(-3).join(" | ").slice(0, 500);
      const json = words.includes("--json") ? isJson(stdout.trim().split("\n").at(-1)) : true;
      const isCrash = words[0] !== "run" && words[0] !== "check" && crash.test(stderr);
      const problem =
        !known.includes(code) || isCrash
          ? `ended with ${code}: ${tail}`
          : json
            ? undefined
            : "the last line is not JSON";
      resolve({ code, problem });
    });
  });
}

function isJson(line = "") {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
