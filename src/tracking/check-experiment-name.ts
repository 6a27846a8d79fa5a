import { ArgumentError } from "../core/errors.js";
import { trackerLimits } from "./check-tracker-key.js";

/** Throws for an experiment name that is empty, too long or has control characters. */
export function checkExperimentName(name: string): void {
  if (typeof name !== "string" || name.trim() === "") {
    throw new ArgumentError("startRun: the name of the experiment is empty; give it one");
  }
  const length = [...name].length;
  if (length > trackerLimits.experimentName) {
    throw new ArgumentError(
      `startRun: the name of the experiment has ${length} characters, the limit is ${trackerLimits.experimentName}; shorten it`,
    );
  }
  const control = /\p{Cc}/u.exec(name);
  if (control !== null) {
    throw new ArgumentError(
      `startRun: the name of the experiment has ${JSON.stringify(control[0])}; remove control characters`,
    );
  }
}

/** Throws for a parent whose ids cannot be those of a run: ids are parts of paths. */
export function checkParent(parent: { readonly id: string; readonly experimentId: string } | undefined): void {
  if (parent === undefined) return;
  if (!/^[a-zA-Z0-9][\w-]{0,63}$/.test(parent.experimentId)) {
    throw new ArgumentError(
      `startRun: parent: invalid experimentId ${JSON.stringify(parent.experimentId)}; pass a run as parent`,
    );
  }
  if (!/^[a-zA-Z0-9][\w-]{0,255}$/.test(parent.id)) {
    throw new ArgumentError(`startRun: parent: invalid id ${JSON.stringify(parent.id)}; pass a run as parent`);
  }
}
