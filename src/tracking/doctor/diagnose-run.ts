import { existsSync, lstatSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ArgumentError } from "../../core/errors.js";
import { checkTrackerKey } from "../check-tracker-key.js";
import { formatMeta } from "../files/format-meta.js";
import { readRunHeading } from "../files/read-run-heading.js";
import { readText } from "../files/read-text.js";
import { readValues } from "../files/read-values.js";
import type { TrackerFolder } from "../files/tracker-folder.js";
import { type Finding, quietMs } from "./finding.js";
import { rebuildRunMeta } from "./rebuild-run-meta.js";
import { repairMetric } from "./repair-metric.js";

/** Problems of one run. */
export function diagnoseRun(folder: TrackerFolder, path: string, id: string, experimentId: string): Finding[] {
  return [
    ...diagnoseMeta(folder, path, id, experimentId),
    ...["metrics", "params", "artifacts"].flatMap((part) => missingFolder(join(path, part))),
    ...["metrics", "params", "tags"].flatMap((part) => [
      ...diagnoseKeys(join(path, part)),
      ...diagnoseLinks(join(path, part)),
    ]),
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
  const onTag = (key: string, value: string): void => {
    tags[key] = value;
  };
  readValues(join(path, "tags"), onTag, ignore);
  const meta = rebuildRunMeta(text, { id, experimentId, artifactUri: here, tags, ...times(path) });
  const [problem] = problems;
  const beginning = !existsSync(file) && folder.now() - times(path).newest < quietMs;
  if (beginning) return [];
  const fixed = formatMeta({ ...meta, artifact_uri: isLocal(meta.artifact_uri) ? here : (meta.artifact_uri ?? here) });
  if (problem !== undefined) {
    const description = "write it again from the files of the run";
    return [{ path: file, reason: problem, fix: { kind: "write", path: file, text: fixed, description } }];
  }
  if (!isLocal(meta.artifact_uri) || meta.artifact_uri === here) return [];
  const reason = `has artifacts at ${String(meta.artifact_uri)}: the folder was moved`;
  return [
    { path: file, reason, fix: { kind: "write", path: file, text: fixed, description: "write the current path" } },
  ];
}

/** MLflow ignores a run without one of its folders, and git does not store empty ones. */
function missingFolder(path: string): Finding[] {
  if (existsSync(path)) return [];
  return [
    {
      path,
      reason: "is missing, so that MLflow ignores the run",
      fix: { kind: "create", path, description: "create it" },
    },
  ];
}

/** File names that are not valid keys make MLflow fail for the whole experiment. */
function diagnoseKeys(path: string): Finding[] {
  const findings: Finding[] = [];
  const onValue = (key: string): void => {
    const file = join(path, key);
    try {
      checkTrackerKey("tag", key);
      if (!temporaryName.test(key)) return;
      findings.push({
        path: file,
        reason: "is a temporary file",
        fix: { kind: "remove", path: file, description: "remove it" },
      });
    } catch (thrown) {
      if (!(thrown instanceof ArgumentError)) throw thrown;
      const to = join(path, key.replace(/[^/\p{L}\p{N}_.\- :]/gu, "_"));
      const reason = "has a name that is not a valid key, which makes MLflow fail for the whole experiment";
      const fix =
        existsSync(to) || to === file
          ? ({ kind: "remove", path: file, description: "move it to the backup" } as const)
          : ({ kind: "rename", path: file, to, description: `rename it to ${to}` } as const);
      findings.push({ path: file, reason, fix });
    }
  };
  readValues(path, onValue, ignore);
  return findings;
}

/** Values are not read through links, which may lead anywhere. */
function diagnoseLinks(path: string): Finding[] {
  const findings: Finding[] = [];
  readValues(path, ignore, (problem) => {
    const fix = { kind: "remove", path: problem.path, description: "remove the link" } as const;
    findings.push({ path: problem.path, reason: problem.reason, fix });
  });
  return findings;
}

const ignore = (): void => undefined;

function diagnoseMetrics(path: string): Finding[] {
  const findings: Finding[] = [];
  const onMetric = (key: string, text: string): void => {
    const file = join(path, key);
    const repaired = isValidKey(key) ? repairMetric(text) : undefined;
    if (repaired === undefined) return;
    if (repaired === "") {
      const reason = "has no valid line, which makes MLflow fail for the whole experiment";
      findings.push({ path: file, reason, fix: { kind: "remove", path: file, description: "move it to the backup" } });
      return;
    }
    const description = "remove the damaged lines";
    findings.push({
      path: file,
      reason: "has damaged lines",
      fix: { kind: "write", path: file, text: repaired, description },
    });
  };
  readValues(path, onMetric, ignore);
  return findings;
}

/** A file whose name is not a valid key is checked after it was renamed. */
function isValidKey(key: string): boolean {
  return !temporaryName.test(key) && !/[^/\p{L}\p{N}_.\- :]/u.test(key);
}

const temporaryName = /(^|\/)\.[0-9a-f]{32}\.tmp$/;

function isLocal(uri: unknown): boolean {
  return uri === undefined || uri === null || String(uri).startsWith("file:");
}

function times(path: string): { readonly oldest: number; readonly newest: number } {
  // Names without types would follow symbolic links, which may form a loop.
  const all = readdirSync(path, { recursive: true, withFileTypes: true })
    .map(({ parentPath, name }) => lstatSync(join(parentPath, name), { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN)
    .filter((time) => !Number.isNaN(time))
    .map(Math.round);
  const folderTime = Math.round(statSync(path).mtimeMs);
  return {
    oldest: all.reduce((a, b) => Math.min(a, b), folderTime),
    newest: all.reduce((a, b) => Math.max(a, b), folderTime),
  };
}
