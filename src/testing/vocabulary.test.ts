import { expect, it } from "vitest";
import { findBannedWords } from "../../.config/vocabulary.mjs";

/** Folders whose text is still to be rewritten; nothing else may be added here. */
const pending = /^src\/(table|io)\//;

it("code, docs and notebooks use the project's vocabulary", () => {
  const found = findBannedWords().filter(({ path }) => !pending.test(path));
  expect(found.map(({ path, line, word, instead }) => `${path}:${line}: "${word}"; write: ${instead}`)).toEqual([]);
});
