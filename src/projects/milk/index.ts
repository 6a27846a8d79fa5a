// What the milk notebooks use: the schemas, the publisher's files, the step that serving needs, the original's split.

export { type DottedNumbersSettings, dottedNumbers } from "./dotted-numbers.js";
export { bankSchema, economy, monthSchema, priceSchema, rainSchema, regions } from "./milk-schema.js";
export { milkSource } from "./milk-source.js";
export { originalSplit } from "./original-split.js";
