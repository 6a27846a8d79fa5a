// How long programs take to start: the commands that everyone calls, each in a process of its own, with Node's own start as the floor.
// Medians of 9 (option: another number) with peak memory; what takes seconds runs 3 times.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const main = join(root, "dist", "cli", "main.js");
const ownPeak = "process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS))";
const preload = `--import=data:text/javascript,${encodeURIComponent(ownPeak)}`;

export default function startup([times = "9"] = []) {
  // Below the repository, whose packages the notebooks find.
  mkdirSync(join(root, ".cache"), { recursive: true });
  const folder = mkdtempSync(join(root, ".cache", "bench-"));
  try {
    const check = join(folder, "check");
    copyNotebooks(check, 20);
    const program = (...args) => [process.execPath, preload, ...args];
    const node = program("-e", "0");
    const rows = [
      measure("node -e 0", node, { times }),
      measure("cuaderno --version", program(main, "--version"), { times, goal: 100 }),
      measure("cuaderno --help", program(main, "--help"), { times, goal: 200 }),
      measure('import "cuaderno"', program("--input-type=module", "-e", 'import "cuaderno"'), { times, goal: 150 }),
      measure("cuaderno check, 20 notebooks", program(main, "check", check), { times: 3, goal: 1200, warm: true }),
    ];
    if (process.env.CUADERNO_BENCH_START !== "off") {
      const start = ["npm", "start"];
      rows.push(measure("npm start, nothing changed", start, { times: 3, goal: 3000, warm: true, folder: root }));
    }
    console.table(rows);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Notebooks of the worked projects, which have cells of all kinds. */
function copyNotebooks(folder, count) {
  mkdirSync(folder);
  const projects = ["traffic", "milk", "telecom", "crime", "worldbank"];
  const paths = projects.flatMap((project) => {
    const notebooks = join(root, "notebooks", project);
    const names = readdirSync(notebooks).filter((name) => name.endsWith(".ipynb"));
    return names.map((name) => ({ from: join(notebooks, name), to: join(folder, `${project}-${name}`) }));
  });
  for (const { from, to } of paths.slice(0, count)) cpSync(from, to);
}

/** Milliseconds from start to end; `warm` calls once before, as files that are written at first are not counted. */
function measure(what, [command, ...args], { times, goal, warm = false, folder = root }) {
  const call = () => {
    const started = performance.now();
    const { stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "ignore", "pipe"] });
    const [, kilobytes] = /peak (\d+)\s*$/.exec(stderr) ?? [];
    return { milliseconds: performance.now() - started, megabytes: kilobytes && kilobytes / 1024 };
  };
  if (warm) call();
  const all = Array.from({ length: Number(times) }, call);
  const milliseconds = Math.round(median(all.map((one) => one.milliseconds)));
  const megabytes = all.every((one) => one.megabytes) ? Math.round(median(all.map((one) => one.megabytes))) : "";
  return { what, milliseconds, goal: goal ?? "", "peak MB": megabytes };
}

function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[sorted.length >> 1];
}
