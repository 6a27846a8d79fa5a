// Checks the types of src/. The numeric folders (the `include` of tsconfig.numeric.json) are checked without `noUncheckedIndexedAccess`, which
// would ask for a cast at every element of a typed array; all others with it. TypeScript has no such setting per folder, so two programs
// are checked side by side and the strict one's errors in numeric folders are left out; so are those of the programs for browsers.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const numericConfig = join(root, ".config", "tsconfig.numeric.json");
const numericFolders = JSON.parse(readFileSync(numericConfig, "utf8")).include.map(
  (path) => `${path.slice("../".length)}/`,
);

const [strict, numeric, browser] = await Promise.all(
  [join(root, "tsconfig.json"), numericConfig, join(root, ".config", "tsconfig.browser.json")].map(findErrors),
);
const errors = [
  ...[...strict, ...browser].filter((error) => !numericFolders.some((folder) => error.startsWith(folder))),
  ...numeric.filter((error) => numericFolders.some((folder) => error.startsWith(folder))),
];
for (const error of errors) console.log(error);
if (errors.length > 0) process.exitCode = 1;

/** The errors of one program, each with its continuation lines; paths are relative to the root. */
function findErrors(config) {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const child = spawn(process.execPath, [compiler, "--noEmit", "--pretty", "false", "-p", config], { cwd: root });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      const found = output.split(/\n(?! )/).filter((error) => error.trim() !== "");
      resolve(code !== 0 && found.length === 0 ? [`${config}: the compiler ended with code ${code}`] : found);
    });
  });
}
