import { ArgumentError } from "../../core/errors.js";

/** Refuses a name of a registered model that is no file name, or that a model's address cannot hold. */
export function checkModelName(name: string, caller: string): void {
  const refuse = (rule: string): never => {
    throw new ArgumentError(`${caller}: model name ${JSON.stringify(name)} ${rule}`);
  };
  if (name.trim() === "") refuse("is empty; give it one, like crime-arrest");
  const illegal = /[/\\:%@\p{Cc}]/u.exec(name);
  if (illegal) refuse(`holds ${JSON.stringify(illegal[0])}; leave out / \\ : % @ and control characters`);
  if (name.startsWith(".") || name !== name.trim()) refuse("begins with a dot or has blanks around it; leave them out");
  if (Buffer.byteLength(name) > 250) refuse(`has ${Buffer.byteLength(name)} bytes, the limit is 250; shorten it`);
}
