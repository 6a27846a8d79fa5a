import { toNumber } from "../samplers/parameter-scale.js";
import { activeParameters } from "../space/active-parameters.js";
import type { Space } from "../space/space.js";
import { hasEnded, type Trial } from "../trial.js";
import { distributionText } from "./journal-distribution.js";
import { isoTime, line, stateCodes } from "./study-to-journal.js";

/** The journal lines that change a trial from `before` to `after`. */
export function trialOperations(
  before: Trial,
  after: Trial,
  { trialId, space, writer }: { readonly trialId: number; readonly space: Space; readonly writer: string },
): string {
  const common = { worker_id: writer, trial_id: trialId };
  const state = (to: Trial["state"], fields: object): string =>
    line({ op_code: 6, ...common, state: stateCodes[to], values: null, ...fields });
  if (after.state === "waiting") return before.state === "waiting" ? "" : state("waiting", {});
  const lines: string[] = [];
  if (before.state === "waiting") {
    lines.push(state("running", { datetime_start: isoTime(after.startedAt ?? 0) }));
    for (const [name, parameter] of activeParameters(space, after.params)) {
      const value = toNumber(parameter, after.params[name] ?? null);
      const distribution = distributionText(parameter);
      lines.push(line({ op_code: 5, ...common, param_name: name, param_value_internal: value, distribution }));
    }
  }
  for (const { step, value } of after.intermediate) {
    const known = before.intermediate.find((point) => point.step === step);
    if (known !== undefined && Object.is(known.value, value)) continue;
    lines.push(line({ op_code: 7, ...common, step, intermediate_value: value }));
  }
  if (after.message !== undefined && after.message !== before.message) {
    lines.push(line({ op_code: 8, ...common, user_attr: { "cuaderno:message": after.message } }));
  }
  if (hasEnded(after)) {
    const values = after.values === undefined ? [after.value] : Object.values(after.values);
    lines.push(
      state(after.state, {
        values: values[0] === undefined ? null : values,
        datetime_complete: isoTime((after.startedAt ?? 0) + (after.durationMs ?? 0)),
      }),
    );
  }
  return lines.join("");
}
