import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { callCommand } from "../testing/call-command.js";
import { temporaryFolder } from "../testing/make-notebook.js";
import { define } from "./run.js";

it("reports a half-written notebook by the name of the command", async () => {
  const notebook = join(temporaryFolder(), "a.ipynb");
  writeFileSync(notebook, '{"cells": [');
  const stop = new AbortController();
  const errors: string[] = [];
  const error = (message: string): void => {
    errors.push(message);
    stop.abort();
  };
  await callCommand(define, [notebook, "--watch"], { signal: stop.signal, error });
  expect(errors).toEqual([expect.stringMatching(/^run: .*a\.ipynb is not valid JSON: .*; save the notebook again/)]);
});
