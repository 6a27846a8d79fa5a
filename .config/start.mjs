// `npm start [-- project... | all] [options]`: runs worked projects as flows; `cuaderno run notebooks/<project>` does the same.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const args = process.argv.slice(2).filter((arg) => arg !== "--");
const names = args.filter((arg) => /^[a-z]+$/.test(arg) && (arg === "all" || existsSync(join(root, "notebooks", arg))));
const projects = names.includes("all") ? ["traffic", "milk", "telecom", "crime", "worldbank"] : names;
const folders = (projects.length > 0 ? projects : ["traffic"]).map((name) => `notebooks/${name}`);
const rest = args.filter((arg) => !names.includes(arg));
const { status } = spawnSync(process.execPath, [join(root, "dist", "cli", "main.js"), "run", ...folders, ...rest], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = status ?? 130;
