import { didYouMean } from "../../core/did-you-mean.js";
import { FormatError, NotFoundError } from "../../core/errors.js";
import { restoreSpace } from "../restore-study.js";
import { flatSpace } from "../space/active-parameters.js";
import type { Params, Space } from "../space/space.js";
import { type Study, toStudy } from "../study.js";
import { type JournalStudy, replayJournal } from "./replay-journal.js";

/**
 * A study from the text of an Optuna journal file, whoever wrote it: the one called `name`, which may be left out when there is
 * one only. `place` names the file in errors.
 *
 * Its space is the one that was searched; of a study that Optuna wrote, what the trials were drawn from, each parameter as it was
 * used last. A last line without its end, as a crash or a
 * write under way leaves it, is not read.
 */
export function studyFromJournal<Point = Params>(
  text: string,
  { name, place = "the journal" }: { readonly name?: string; readonly place?: string } = {},
): Study<Point> {
  const { trials, direction, space, userAttributes } = pickStudy(replayJournal(text, place), name, place);
  const sampler = userAttributes["cuaderno:sampler"];
  const seed = userAttributes["cuaderno:seed"];
  return toStudy<Params>({
    direction,
    space: storedSpace(userAttributes, space, place),
    sampler: typeof sampler === "string" ? sampler : "optuna",
    seed: typeof seed === "number" ? seed : 0,
    trials,
    interrupted: trials.some(({ state }) => state === "waiting" || state === "running"),
  }) as unknown as Study<Point>;
}

/** The space that Cuaderno kept, and what trials have besides. */
export function storedSpace(attributes: Readonly<Record<string, unknown>>, seen: Space, place: string): Space {
  const stored = attributes["cuaderno:space"];
  if (stored === undefined) return seen;
  const space = restoreSpace(stored, `the space kept in ${place}`);
  const parameters = flatSpace(space);
  return { ...space, ...Object.fromEntries(Object.entries(seen).filter(([name]) => !Object.hasOwn(parameters, name))) };
}

function pickStudy(
  studies: readonly JournalStudy[],
  name: string | undefined,
  place: string,
): JournalStudy & { readonly direction: "minimize" | "maximize" } {
  const names = studies.map((study) => study.name);
  const known = names.map((text) => JSON.stringify(text)).join(", ") || "none";
  if (name === undefined && studies.length !== 1) {
    throw new NotFoundError(
      `studyFromJournal: ${place} holds ${studies.length} studies, say which with name: ${known}`,
    );
  }
  const study = studies.find((candidate) => candidate.name === (name ?? names[0]));
  if (study === undefined) {
    throw new NotFoundError(
      `studyFromJournal: no study ${JSON.stringify(name)} in ${place}${didYouMean(name ?? "", names)}; it has ${known}`,
    );
  }
  const { direction } = study;
  if (direction === undefined) {
    throw new FormatError(
      `studyFromJournal: study ${JSON.stringify(study.name)} in ${place} does not have one direction; only studies with one objective can be read`,
    );
  }
  return { ...study, direction };
}
