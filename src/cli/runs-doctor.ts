import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { NotFoundError } from "../core/errors.js";
import { trackerFolder } from "../io/tracker/tracking-uri-folder.js";
import { applyFix } from "../tracking/doctor/apply-fix.js";
import { diagnoseStore } from "../tracking/doctor/diagnose-store.js";
import { type Finding, formatFinding } from "../tracking/doctor/finding.js";
import type { TrackerFolder } from "../tracking/files/tracker-folder.js";
import type { CommandContext } from "./command.js";

/** `cuaderno runs doctor`: problems in the folder of runs, fixed with `fix`. Exit code 3 when a problem is left. */
export function doctor(context: CommandContext, { uri, fix }: { readonly uri: string; readonly fix: boolean }): void {
  const folder: TrackerFolder = {
    root: trackerFolder(uri, context.cwd),
    now: Date.now,
    newId: () => randomBytes(16).toString("hex"),
    onProblem: () => undefined,
  };
  if (!existsSync(folder.root))
    throw new NotFoundError(`runs doctor: no folder ${folder.root}; pass the folder of the runs as --tracking-uri`);
  const backup = `${folder.root}-before-doctor-${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}`;
  const outcomes = fix ? repair(folder, backup) : diagnoseStore(folder).map((finding) => ({ finding, fixed: false }));
  const left = outcomes.filter(({ fixed }) => !fixed).length;
  if (!context.json) {
    for (const { finding, fixed } of outcomes) {
      context.print(
        `${fixed ? "fixed" : fix ? "left, was written just now" : "found"}: ${formatFinding(folder.root, finding)}`,
      );
    }
    context.print(summary(folder.root, { found: outcomes.length, left, fix, backup }));
  }
  context.result({
    uri: folder.root,
    findings: outcomes.map(({ finding, fixed }) => ({
      path: finding.path,
      reason: finding.reason,
      fix: finding.fix.description,
      fixed,
    })),
    ...(existsSync(backup) ? { backup } : {}),
  });
  if (left > 0) process.exitCode = 3;
}

/** Diagnoses again after each round: a renamed file may need another fix. */
function repair(folder: TrackerFolder, backup: string): { readonly finding: Finding; readonly fixed: boolean }[] {
  const fixed: Finding[] = [];
  for (;;) {
    const findings = diagnoseStore(folder);
    const done = findings.filter((finding) => applyFix(folder, finding.fix, { backup }));
    fixed.push(...done);
    if (done.length > 0) continue;
    return [
      ...fixed.map((finding) => ({ finding, fixed: true })),
      ...findings.map((finding) => ({ finding, fixed: false })),
    ];
  }
}

function summary(
  root: string,
  {
    found,
    left,
    fix,
    backup,
  }: { readonly found: number; readonly left: number; readonly fix: boolean; readonly backup: string },
): string {
  if (found === 0) return `no problems in ${root}`;
  const problems = (count: number): string => `${count} ${count === 1 ? "problem" : "problems"}`;
  if (!fix) return `${problems(found)}; --fix applies the fixes and makes a backup`;
  const saved = existsSync(backup) ? `; backup in ${backup}` : "";
  return `${problems(found - left)} fixed${left > 0 ? `, ${left} left: run it again in a minute without writers` : ""}${saved}`;
}
