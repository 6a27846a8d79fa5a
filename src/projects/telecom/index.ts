// What the telecom notebooks use: the regulator's files and tables, and the step that serving needs.

export { type IftTableName, iftFileNames, iftSchemas } from "./ift-schemas.js";
export { forecastSchema, marketSchema } from "./market-schema.js";
export { parseIft } from "./parse-ift.js";
export { telecomSource, telecomTableNames } from "./telecom-source.js";
export { type TypicalStepSettings, typicalStep } from "./typical-step.js";
