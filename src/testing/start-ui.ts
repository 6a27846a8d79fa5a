import { define } from "../cli/ui.js";
import { callCommand } from "./call-command.js";
import { temporaryFolder } from "./temporary-tracker.js";

/** A server of `cuaderno ui` in this process, and what ends it. */
export async function startUi(
  args: readonly string[],
  {
    cwd = temporaryFolder(),
    environment = { CUADERNO_INDEX: "off" },
  }: { readonly cwd?: string; readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly url: string; readonly noted: readonly string[]; end(): Promise<unknown> }> {
  const stop = new AbortController();
  const noted: string[] = [];
  const context = {
    ...{ cwd, signal: stop.signal, quiet: true, environment },
    note: (line: string) => void noted.push(line),
  };
  const ended = callCommand(define, [...args, "--port", "0"], context);
  while (noted.length === 0) await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5))]);
  const [url = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(noted.join("\n")) ?? [];
  const end = async (): Promise<unknown> => {
    stop.abort();
    return (await ended).result;
  };
  return { url, noted, end };
}
