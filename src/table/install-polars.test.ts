import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { temporaryFolder } from "../testing/make-notebook.js";
import { rootFolder } from "../testing/source-files.js";

const npm = `
const { mkdirSync, writeFileSync } = require("node:fs");
const [prefix, spec] = process.argv.slice(-2);
const folder = prefix + "/node_modules/" + spec.split("@")[0];
mkdirSync(folder, { recursive: true });
writeFileSync(folder + "/version", spec.split("@")[1]);
`;

it("installs the binary of the engine on a machine without other programs than npm", async () => {
  const folder = temporaryFolder();
  const modules = join(folder, "node_modules");
  const installer = join(folder, ".config", "install-polars.mjs");
  mkdirSync(join(folder, ".config"));
  mkdirSync(join(modules, "nodejs-polars"), { recursive: true });
  copyFileSync(join(rootFolder, ".config", "install-polars.mjs"), installer);
  const { binaryName } = (await import(pathToFileURL(installer).href)) as { binaryName(): string };
  writeFileSync(
    join(modules, "nodejs-polars", "package.json"),
    JSON.stringify({ version: "0.25.2", optionalDependencies: { [binaryName()]: "0.25.2" } }),
  );
  writeFileSync(join(folder, "npm.js"), npm);
  execFileSync(process.execPath, [installer], { env: { PATH: "", npm_execpath: join(folder, "npm.js") } });
  expect(readdirSync(modules).sort()).toEqual(["nodejs-polars", binaryName()].sort());
  expect(readdirSync(join(modules, binaryName()))).toEqual(["version"]);
});
