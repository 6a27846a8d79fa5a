// `npm run bench -- many-notebooks [rounds] [notebooks] [jobs]`: many notebooks side by side, round after round (default 10 rounds of 32
// with -j 8). Each prints its own number, so a mixed-up kernel would show. Kernels write their starts down, so one that was stuck and started
// again shows too. Ends with code 1 when any round had a failure.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
const metadata = { kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" } };

export default function run([rounds = "10", count = "32", jobs = "8"]) {
  const folder = mkdtempSync(join(tmpdir(), "many-notebooks-"));
  try {
    mkdirSync(join(folder, "notebooks"));
    const starts = join(folder, "starts.txt");
    const witness = join(folder, "witness.cjs");
    writeFileSync(
      witness,
      `if (require("node:worker_threads").isMainThread && process.argv.includes("kernel"))
  require("node:fs").appendFileSync(${JSON.stringify(starts)}, process.pid + "\\n");`,
    );
    const env = { ...process.env, NODE_OPTIONS: `--require ${witness}` };
    for (let number = 0; number < Number(count); number++) writeNotebook(folder, number);
    let [flawed, restarts] = [0, 0];
    for (let round = 1; round <= Number(rounds); round++) {
      const started = performance.now();
      const words = ["run", "notebooks/*.ipynb", "-j", jobs, "-o", "out/{name}.ipynb", "--json", "--quiet"];
      writeFileSync(starts, "");
      const { status, stdout } = spawnSync(process.execPath, [main, ...words], { cwd: folder, env, encoding: "utf8" });
      const kernels = readFileSync(starts, "utf8").split("\n").length - 1;
      restarts += kernels - Number(count);
      const right = readdirSync(join(folder, "out")).filter((name) => isRight(join(folder, "out", name), name)).length;
      const fine = status === 0 && right === Number(count);
      if (!fine) flawed += 1;
      console.log(
        `round ${round}: ${right} of ${count} right, exit ${status}, ${kernels} kernels, ${((performance.now() - started) / 1000).toFixed(1)} s${fine ? "" : `\n${stdout.slice(-2000)}`}`,
      );
      rmSync(join(folder, "out"), { recursive: true });
    }
    console.log(`${flawed} of ${rounds} rounds had a failure, ${restarts} kernels were started again`);
    if (flawed > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeNotebook(folder, number) {
  const sources = [`const own: number = ${number};`, "const doubled = own * 2;", 'console.log("own", doubled);'];
  const cells = sources.map((source, index) => ({
    cell_type: "code",
    id: `cell-${index}`,
    metadata: {},
    source,
    outputs: [],
    execution_count: null,
  }));
  const notebook = { cells, metadata, nbformat: 4, nbformat_minor: 5 };
  writeFileSync(join(folder, "notebooks", `${number}.ipynb`), JSON.stringify(notebook));
}

function isRight(path, name) {
  return readFileSync(path, "utf8").includes(`own ${2 * Number(name.replace(".ipynb", ""))}\\n`);
}
