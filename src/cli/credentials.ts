import { ArgumentError } from "../core/errors.js";
import type { Authenticator } from "../server/authenticate.js";
import type { CommandContext } from "./command.js";

/** Credentials of `--auth`: a file, or `env:NAME`; undefined without the option. */
export async function openAuthenticator(
  caller: "serve" | "ui",
  source: string | undefined,
  context: CommandContext,
): Promise<Authenticator | undefined> {
  if (source === undefined) return undefined;
  const { authenticator, parseCredentials } = await import("../server/authenticate.js");
  const name = /^env:(\w+)$/.exec(source)?.[1];
  if (name !== undefined) return authenticator(parseCredentials(context.environment[name] ?? "", source, caller));
  const { readFile } = await import("node:fs/promises");
  const { resolve } = await import("node:path");
  const lines = await readFile(resolve(context.cwd, source), "utf8").catch((cause: unknown) => {
    throw new ArgumentError(`${caller}: --auth: cannot read ${source}; pass a file, or env:NAME`, { cause });
  });
  return authenticator(parseCredentials(lines, source, caller));
}

/** Prints a new credential and the line that accepts it. */
export async function printCredential(
  { newToken: label, newPassword: user }: { readonly newToken?: string; readonly newPassword?: string },
  context: CommandContext,
): Promise<void> {
  const { newPassword, newToken } = await import("../server/authenticate.js");
  const { secret, line } = label === undefined ? newPassword(user ?? "") : newToken(label);
  if (!context.json) {
    context.print(`${label === undefined ? "password" : "token"}, shown only now: ${secret}`);
    context.print(`line of the file or variable of --auth: ${line}`);
  }
  context.result({ secret, line });
}
