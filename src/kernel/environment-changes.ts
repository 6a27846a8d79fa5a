/** Environment variables that cells set, such as by loading a .env file. */
export class EnvironmentChanges {
  readonly #known: Record<string, string | undefined> = { ...process.env };

  /** Variables that were set or changed since the last call. */
  changes(): Readonly<Record<string, string>> {
    const changed = Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || this.#known[name] === value ? [] : [[name, value] as const],
    );
    for (const [name, value] of changed) this.#known[name] = value;
    return Object.fromEntries(changed);
  }
}
