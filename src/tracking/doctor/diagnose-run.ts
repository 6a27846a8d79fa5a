import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ArgumentError } from "../../core/errors.js";
import { checkKey } from "../check-key.js";
import { metaText } from "../files/meta-text.js";
import { readRunHeading } from "../files/read-run.js";
import { readText } from "../files/read-text.js";
import { readValues } from "../files/read-values.js";
import type { TrackerFolder } from "../files/tracker-folder.js";
import { type Finding, settledMs } from "./finding.js";
import { rebuildRunMeta } from "./rebuild-run-meta.js";
import { repairMetric } from "./repair-metric.js";

/** What is wrong with one run. */
export function diagnoseRun(folder: TrackerFolder, path: string, id: string, experimentId: string): Finding[] {
  return [
    ...diagnoseMeta(folder, path, id, experimentId),
    ...["metrics", "params", "artifacts"].flatMap((part) => missingFolder(join(path, part))),
    ...["metrics", "params", "tags"].flatMap((part) => diagnoseKeys(join(path, part))),
    ...diagnoseMetrics(join(path, "metrics")),
  ];
}

function diagnoseMeta(folder: TrackerFolder, path: string, id: string, experimentId: string): Finding[] {
  const file = join(path, "meta.yaml");
  const text = existsSync(file) ? readText(file) : "";
  const problems: string[] = text === "" ? ["is empty or missing"] : [];
  const watched: TrackerFolder = { ...folder, onProblem: ({ reason }) => problems.push(reason) };
  if (problems.length === 0) readRunHeading(watched, { id: experimentId, name: "" }, path, id);
  const here = pathToFileURL(join(path, "artifacts")).href;
  const tags: Record<string, string> = {};
  readValues(join(path, "tags"), (key, value) => {
    tags[key] = value;
  });
  const meta = rebuildRunMeta(text, { id, experimentId, artifactUri: here, tags, ...times(path) });
  const [problem] = problems;
  const beginning = !existsSync(file) && folder.now() - times(path).newest < settledMs;
  if (beginning) return [];
  const fixed = metaText({ ...meta, artifact_uri: isLocal(meta.artifact_uri) ? here : (meta.artifact_uri ?? here) });
  if (problem !== undefined) {
    const says = "write it anew from what is left of the run";
    return [{ path: file, reason: problem, fix: { kind: "write", path: file, text: fixed, says } }];
  }
  if (!isLocal(meta.artifact_uri) || meta.artifact_uri === here) return [];
  const reason = `says that artifacts lie at ${String(meta.artifact_uri)}: the store was moved`;
  return [{ path: file, reason, fix: { kind: "write", path: file, text: fixed, says: "write where it is now" } }];
}

/** MLflow does not see a run that lacks one of its folders, and git does not keep empty ones. */
function missingFolder(path: string): Finding[] {
  if (existsSync(path)) return [];
  return [{ path, reason: "is missing, and MLflow passes over the run", fix: { kind: "make", path, says: "make it" } }];
}

/** File names that no key can have make MLflow give up on the whole experiment. */
function diagnoseKeys(path: string): Finding[] {
  const findings: Finding[] = [];
  readValues(path, (key) => {
    const file = join(path, key);
    try {
      checkKey("tag", key);
      if (!temporaryName.test(key)) return;
      findings.push({
        path: file,
        reason: "is a temporary file",
        fix: { kind: "remove", path: file, says: "remove it" },
      });
    } catch (thrown) {
      if (!(thrown instanceof ArgumentError)) throw thrown;
      const to = join(path, key.replace(/[^/\p{L}\p{N}_.\- :]/gu, "_"));
      const reason = "has a name that no key can have, and MLflow cannot read the experiment over it";
      const fix =
        existsSync(to) || to === file
          ? ({ kind: "remove", path: file, says: "take it out of the store" } as const)
          : ({ kind: "rename", path: file, to, says: `rename it to ${to}` } as const);
      findings.push({ path: file, reason, fix });
    }
  });
  return findings;
}

function diagnoseMetrics(path: string): Finding[] {
  const findings: Finding[] = [];
  readValues(path, (key, text) => {
    const file = join(path, key);
    const repaired = isProperKey(key) ? repairMetric(text) : undefined;
    if (repaired === undefined) return;
    if (repaired === "") {
      const reason = "has no whole line, and MLflow cannot read the experiment over it";
      findings.push({ path: file, reason, fix: { kind: "remove", path: file, says: "take it out of the store" } });
      return;
    }
    const says = "keep the whole lines only";
    findings.push({
      path: file,
      reason: "has damaged lines",
      fix: { kind: "write", path: file, text: repaired, says },
    });
  });
  return findings;
}

/** A file that is renamed or removed for its name is looked into when it has a proper one. */
function isProperKey(key: string): boolean {
  return !temporaryName.test(key) && !/[^/\p{L}\p{N}_.\- :]/u.test(key);
}

const temporaryName = /(^|\/)\.[0-9a-f]{32}\.tmp$/;

function isLocal(uri: unknown): boolean {
  return uri === undefined || uri === null || String(uri).startsWith("file:");
}

function times(path: string): { readonly oldest: number; readonly newest: number } {
  const all = readdirSync(path, { recursive: true })
    .map((name) => statSync(join(path, String(name)), { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN)
    .filter((time) => !Number.isNaN(time))
    .map(Math.round);
  const own = Math.round(statSync(path).mtimeMs);
  return { oldest: all.reduce((a, b) => Math.min(a, b), own), newest: all.reduce((a, b) => Math.max(a, b), own) };
}
