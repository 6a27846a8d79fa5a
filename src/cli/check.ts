import { didYouMean } from "../core/did-you-mean.js";
import { ArgumentError } from "../core/errors.js";
import { formatDuration } from "../core/format-duration.js";
import { notebookModule } from "../kernel/module/notebook-module.js";
import { type CheckRule, checkRules, type Finding } from "../notebook/check/check-finding.js";
import { checkNotebooks } from "../runner/check/check-notebooks.js";
import { type EmittedDeclarations, emitDeclarations, staleDeclarations } from "../runner/check/emit-declarations.js";
import { notebookPaths } from "../runner/run/notebook-paths.js";
import { collect } from "./collect.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";

interface CheckFlags {
  readonly ignore: readonly string[];
  readonly allowImport: readonly string[];
  readonly emit?: boolean | undefined;
}

/** `cuaderno check`: finds problems of notebooks without running them. */
export const define: CommandModule["define"] = (command, context) => {
  const rules = Object.entries(checkRules).map(
    ([name, { severity, about }]) => `  ${name.padEnd(20)}${severity.padEnd(9)}${about}`,
  );
  command
    .argument("[notebooks...]", "notebooks, folders or globs (default: this folder)")
    .option("--ignore <rule>", "do not check this rule (may be repeated)", collect, [])
    .option("--allow-import <package>", "a package that cells may import (may be repeated)", collect, [])
    .option("--emit", "write the types of what notebooks export, a.ipynb.d.ts, for programs that import them")
    .addHelpText("after", `\nRules:\n${rules.join("\n")}\n\nExit code 3 for at least one finding.`)
    .addHelpText(
      "after",
      examples(
        "cuaderno check",
        "cuaderno check 'notebooks/**/*.ipynb' --json",
        "cuaderno check a.ipynb --ignore outputs",
        "cuaderno check notebooks --emit",
      ),
    )
    .action((args: readonly string[], flags: CheckFlags) => check(args, flags, context));
};

async function check(args: readonly string[], flags: CheckFlags, context: CommandContext): Promise<void> {
  const ignore = flags.ignore.map(getRule);
  const started = performance.now();
  const paths = await notebookPaths(args.length === 0 ? ["."] : args, context.cwd, "check");
  const { signal } = context;
  const checked = await checkNotebooks(paths, { ignore, allowImports: flags.allowImport, signal });
  const declarations = flags.emit ? await emitDeclarations(paths, { readModule: notebookModule, signal }) : [];
  for (const emitted of declarations) noteDeclarations(emitted, context);
  const stale = ignore.includes("declarations") ? [] : await staleDeclarations(paths, notebookModule);
  const checks = { ...checked, findings: [...checked.findings, ...stale] };
  if (!context.json) for (const found of checks.findings) context.print(findingLine(found, context.color));
  for (const path of checks.untyped)
    context.note(`${path}: not in TypeScript; syntax, names and types were not checked`);
  const errors = checks.findings.filter(({ severity }) => severity === "error").length;
  const warnings = checks.findings.length - errors;
  const counts =
    checks.findings.length === 0 ? "no findings" : `${count(errors, "error")}, ${count(warnings, "warning")}`;
  const by = checks.compiler === undefined ? "" : `, types by ${checks.compiler}`;
  context.note(`${counts} in ${count(paths.length, "notebook")}${by} (${formatDuration(performance.now() - started)})`);
  context.result({ ...checks, errors, warnings, declarations: flags.emit ? declarations : undefined });
  if (checks.findings.length > 0) process.exitCode = 3;
}

function noteDeclarations({ file, status, exports, leftOut }: EmittedDeclarations, context: CommandContext): void {
  context.note(`${file}: ${status}: ${exports.join(", ")}`);
  for (const { name, location, reason } of leftOut) context.note(`${location}: ${name} is not exported: ${reason}`);
}

function findingLine({ location, severity, rule, message }: Finding, color: boolean): string {
  if (!color) return `${location} ${severity} ${rule}: ${message}`;
  const shade = severity === "error" ? 31 : 33;
  return `\x1b[1m${location}\x1b[22m \x1b[${shade}m${severity}\x1b[39m \x1b[2m${rule}:\x1b[22m ${message}`;
}

function getRule(name: string): CheckRule {
  const known = Object.keys(checkRules);
  if (known.includes(name)) return name as CheckRule;
  throw new ArgumentError(
    `check: --ignore: unknown rule "${name}"${didYouMean(name, known) || `; expected ${known.join(", ")}`}`,
  );
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
