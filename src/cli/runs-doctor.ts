import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { NotFoundError } from "../core/errors.js";
import { trackerFolder } from "../io/tracker/open-tracker.js";
import { applyFix } from "../tracking/doctor/apply-fix.js";
import { diagnoseStore } from "../tracking/doctor/diagnose-store.js";
import { type Finding, formatFinding } from "../tracking/doctor/finding.js";
import type { TrackerFolder } from "../tracking/files/tracker-folder.js";
import type { CommandContext } from "./command.js";

/** `cuaderno runs doctor`: what is damaged in the store, and with `fix` puts it right. Exit code 3 when something is left. */
export function doctor(context: CommandContext, { uri, fix }: { readonly uri: string; readonly fix: boolean }): void {
  const folder: TrackerFolder = {
    root: trackerFolder(uri, context.cwd),
    now: Date.now,
    newId: () => randomBytes(16).toString("hex"),
    onProblem: () => undefined,
  };
  if (!existsSync(folder.root))
    throw new NotFoundError(
      `runs doctor: no folder ${folder.root}; give --tracking-uri the folder that holds the runs`,
    );
  const backup = `${folder.root}-before-doctor-${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}`;
  const outcomes = fix ? repair(folder, backup) : diagnoseStore(folder).map((finding) => ({ finding, fixed: false }));
  const left = outcomes.filter(({ fixed }) => !fixed).length;
  if (!context.json) {
    for (const { finding, fixed } of outcomes) {
      context.print(
        `${fixed ? "fixed" : fix ? "left, being written" : "found"}: ${formatFinding(folder.root, finding)}`,
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

/** Looks again after each round: what was renamed in one may need repair in the next. */
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
  if (found === 0) return `${root} is sound`;
  if (!fix) return `${found} to put right; --fix does it and keeps a copy of what it changes`;
  const kept = existsSync(backup) ? `; what was there before is in ${backup}` : "";
  return `${found - left} put right${left > 0 ? `, ${left} left for a minute in which nobody writes` : ""}${kept}`;
}
