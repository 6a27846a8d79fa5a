/** Set by a process that starts a run and must not outlive it: the run ends when its standard input is closed. */
export const parentVariable = "CUADERNO_PARENT";

/**
 * Ends this process and its process group at once when the process that started it has ended, also by SIGKILL: the
 * operating system then closes the pipe on standard input. Outputs are written atomically, so none is incomplete.
 */
export function endWithParent(): void {
  delete process.env[parentVariable]; // not for what this process starts
  const end = (): void => {
    try {
      process.kill(-process.pid, "SIGKILL");
    } catch {
      process.kill(process.pid, "SIGKILL"); // not the leader of a group
    }
  };
  process.stdin.once("end", end).once("close", end).once("error", end).resume();
  (process.stdin as { unref?: () => void }).unref?.();
}
