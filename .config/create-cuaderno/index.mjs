#!/usr/bin/env node
// `npm create cuaderno my-lab -- --from sales.csv` is `cuaderno init my-lab --from sales.csv`, for folders that have no cuaderno yet.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const manifest = createRequire(import.meta.url).resolve("cuaderno/package.json");
const main = join(dirname(manifest), "dist", "cli", "main.js");
const [folder = "my-lab", ...args] = process.argv.slice(2);
const words = folder.startsWith("-") ? ["my-lab", folder, ...args] : [folder, ...args];
const isHelp = words.includes("--help");
const { status } = spawnSync(process.execPath, [main, "init", ...(isHelp ? ["--help"] : words)], { stdio: "inherit" });
process.exitCode = status ?? 1;
