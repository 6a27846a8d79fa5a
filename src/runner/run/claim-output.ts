import { randomUUID } from "node:crypto";
import { linkSync, readdirSync, readFileSync, realpathSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { contentHash } from "../../core/content-hash.js";
import { FailedError } from "../../core/errors.js";
import { isUri } from "./notebook-place.js";

/**
 * Claims a local output for one run, and gives what lets go of it. While a living process of this machine has it, another run is refused;
 * the claim of a process that was killed counts for nothing, and what it had half written beside the output is removed. Runs of other machines
 * into a shared folder are not seen.
 */
export function claimOutput(place: string): () => void {
  if (place === "-" || isUri(place)) return () => undefined;
  const path = realPlace(place);
  const claim = join(tmpdir(), `cuaderno-output-${contentHash(path).slice(0, 24)}.claim`);
  const own = `${process.pid} ${startOf(process.pid)} ${randomUUID()}`;
  for (;;) {
    try {
      writeFileSync(claim, own, { flag: "wx", mode: 0o600 });
      removeHalves(path);
      return () => letGo(claim, own);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") return () => undefined;
    }
    const holder = contentOf(claim);
    if (holder === undefined) continue;
    const [pid = "", start = ""] = holder.split(" ");
    if (holder !== "" && start === startOf(Number(pid)) && isAlive(Number(pid))) {
      throw new FailedError(
        `runNotebook: ${place} is being written by another run (process ${pid}); wait for it, or choose another output`,
      );
    }
    takeAway(claim, holder);
  }
}

/** `writeFileAtomically` of a process that was killed leaves `.name.pid.tmp`. */
function removeHalves(path: string): void {
  const prefix = `.${basename(path)}.`;
  try {
    for (const name of readdirSync(dirname(path))) {
      if (!name.startsWith(prefix) || !name.endsWith(".tmp")) continue;
      const pid = name.slice(prefix.length, -".tmp".length);
      if (/^\d+$/.test(pid) && !isAlive(Number(pid))) unlinkSync(join(dirname(path), name));
    }
  } catch {
    // The folder is not there yet, or is another user's.
  }
}

/** The folder's real path, so that two ways to one file are one claim. */
function realPlace(place: string): string {
  const path = resolve(place);
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}

/** When a process began, as Linux tells it, so that a number that is used again is not taken for its last owner; else nothing. */
function startOf(pid: number): string {
  return statOf(pid)[19] ?? "";
}

/** What Linux tells of a process after its name; nothing elsewhere. */
function statOf(pid: number): readonly string[] {
  const stat = contentOf(`/proc/${pid}/stat`);
  return stat === undefined ? [] : stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** A process that was killed but that nobody has asked for its end, as in a container without init, is not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return statOf(pid)[0] !== "Z";
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Removes a dead claim; one that was made new meanwhile is put back. */
function takeAway(claim: string, dead: string): void {
  const aside = `${claim}.${randomUUID()}`;
  try {
    renameSync(claim, aside);
    if (contentOf(aside) !== dead) linkSync(aside, claim);
    unlinkSync(aside);
  } catch {
    // Another run was faster.
  }
}

function letGo(claim: string, own: string): void {
  if (contentOf(claim) === own) unlinkSync(claim);
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
