import { readFileSync } from "node:fs";

/**
 * Start time of a process in the clock ticks that Linux reports, to tell a process from a later one with the same id;
 * undefined on other systems and for a process that has ended.
 */
export function getProcessStart(pid: number): string | undefined {
  return procStat(pid)?.[19];
}

/**
 * Whether a process of this machine is running. A zombie (killed, not yet reaped by its parent) is not; with `start`,
 * neither is another process that has got the same id.
 */
export function isProcessAlive(pid: number, start?: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const stat = procStat(pid);
  return stat === undefined || (stat[0] !== "Z" && (start === undefined || start === stat[19]));
}

/** Fields of `/proc/<pid>/stat` after the program's name, which is in parentheses and may contain anything. */
function procStat(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}
