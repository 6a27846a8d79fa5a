import { didYouMean } from "../core/did-you-mean.js";
import { ArgumentError } from "../core/errors.js";
import type { TypeCheckMode } from "../notebook/kernel/launch-kernel.js";

const modes: readonly TypeCheckMode[] = ["error", "warn", "off"];

/** The value of `--typecheck`. */
export function parseTypecheck(value: string | undefined): TypeCheckMode | undefined {
  const found = modes.find((mode) => mode === value);
  if (value === undefined || found !== undefined) return found;
  throw new ArgumentError(
    `run: --typecheck: unknown mode "${value}"${didYouMean(value, modes) || `; expected ${modes.join(", ")}`}`,
  );
}
