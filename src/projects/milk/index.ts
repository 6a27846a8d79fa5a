// What the milk notebooks use: the schemas, the publisher's files, the step that serving needs, the original's split.
export { milkSource } from "./data-source.js";
export { type DottedNumbersSettings, dottedNumbers } from "./dotted-numbers.js";
export { originalSplit } from "./original-split.js";
export { bankSchema, economy, monthSchema, priceSchema, rainSchema, regions } from "./schema.js";
