// `npm run bench -- faults [parts...] [--quick] [--seed n]`: what is promised when processes are killed, storage fails, and files are
// damaged or hostile. A table of figures; ends with code 1 when a promise does not hold. CUADERNO_BENCH_PYTHON names a Python with MLflow.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { randomSource } from "cuaderno";
import { rootFolder } from "./faults/typescript.mjs";

const parts = ["tracker", "registry", "datasets", "kills", "s3", "hostile", "mutations"];

export default async function faults(words = []) {
  const quick = words.includes("--quick");
  const at = words.indexOf("--seed");
  const seed = at < 0 ? Date.now() % 1_000_000 : Number(words[at + 1]);
  const named = words.filter((word, index) => !word.startsWith("--") && (at < 0 || index !== at + 1));
  const unknown = named.filter((name) => !parts.includes(name));
  if (unknown.length > 0 || !Number.isInteger(seed)) {
    console.log(`parts: ${parts.join(", ")}; options: --quick, --seed <integer>; got ${words.join(" ")}`);
    process.exitCode = 2;
    return;
  }
  console.log(`seed ${seed}${quick ? ", quick" : ""}`);
  mkdirSync(join(rootFolder, ".cache"), { recursive: true });
  const rows = [];
  const broken = [];
  for (const name of named.length === 0 ? parts : named) {
    const folder = mkdtempSync(join(rootFolder, ".cache", `faults-${name}-`));
    const started = performance.now();
    try {
      const { default: run } = await import(`./faults/${name}.mjs`);
      for (const { what, figure, faults: found = [] } of await run({
        quick,
        seed,
        folder,
        random: randomSource(seed),
      })) {
        rows.push({ part: name, what, figure, broken: found.length });
        broken.push(...found.map((fault) => `${name}: ${what}: ${fault}`));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
    console.log(`${name}: ${((performance.now() - started) / 1_000).toFixed(0)} s`);
  }
  console.table(rows);
  for (const line of broken.slice(0, 50)) console.log(line.slice(0, 600));
  if (broken.length > 0) {
    console.log(`${broken.length} promises broken; again with --seed ${seed}`);
    process.exitCode = 1;
  }
}
