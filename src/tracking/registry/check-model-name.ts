import { ArgumentError } from "../../core/errors.js";

/** Throws for a model name that is not a file name, or that cannot be part of a model URI. */
export function checkModelName(name: string, caller: string): void {
  const fail = (problem: string): never => {
    throw new ArgumentError(`${caller}: model name ${JSON.stringify(name.slice(0, 80))} ${problem}`);
  };
  if (name.trim() === "") fail("is empty; give it one, like crime-arrest");
  const invalid = /[/\\:%@\p{Cc}]/u.exec(name);
  if (invalid) fail(`has ${JSON.stringify(invalid[0])}; remove / \\ : % @ and control characters`);
  if (name.startsWith(".") || name !== name.trim()) fail("begins with a dot or has spaces around it; remove them");
  if (Buffer.byteLength(name) > 250) fail(`has ${Buffer.byteLength(name)} bytes, the limit is 250; shorten it`);
}
