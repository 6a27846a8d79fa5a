// `npm run bench` lists the benches, `npm run bench -- learning` runs one: our side and its peers in turn, in one run,
// figures as medians. Peers are Python programs; CUADERNO_BENCH_PYTHON names the interpreter that has them (default python3).
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("../src/testing/bench/", import.meta.url);
const names = readdirSync(fileURLToPath(folder))
  .filter((file) => file.endsWith(".mjs"))
  .map((file) => file.slice(0, -".mjs".length));
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
const [name, ...options] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  console.log(`benches: ${names.join(", ")}\nrun one with: npm run bench -- ${names[0]}`);
  process.exitCode = name === undefined ? 0 : 2;
} else {
  const { default: run } = await import(new URL(`${name}.mjs`, folder));
  await run(options);
}
