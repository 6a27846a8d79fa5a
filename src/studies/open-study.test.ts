import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { studyFromJournal } from "../search/journal/study-from-journal.js";
import { real } from "../search/space/real.js";
import { openStudy } from "./open-study.js";

describe("openStudy", () => {
  it("writes asked and told trials to its storage", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cuaderno-study-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const storage = join(folder, "search.journal");
    const study = await openStudy("minimize", { x: real(-1, 1) }, { storage, seed: 3 });
    const trial = await study.ask();
    if (trial !== undefined) await study.tell(trial, trial.params.x ** 2);
    await study.close();
    const stored = studyFromJournal(readFileSync(storage, "utf8"));
    expect(stored.trials).toEqual(study.study().trials);
    expect(stored.bestValue).toBe((trial?.params.x ?? Number.NaN) ** 2);
  });
});
