import { expect, it } from "vitest";
import { findBannedWords } from "../../.config/vocabulary.mjs";

it("code, docs and notebooks use the project's vocabulary", { timeout: 180_000 }, () => {
  const found = findBannedWords();
  expect(found.map(({ path, line, word, instead }) => `${path}:${line}: "${word}"; write: ${instead}`)).toEqual([]);
});
