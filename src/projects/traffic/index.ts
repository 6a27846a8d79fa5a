// What the traffic notebooks use: the schema, the publisher's files, and the step that serving needs.
export { trafficSource } from "./data-source.js";
export { type HolidaySpreadSettings, holidaySpread } from "./holiday-spread.js";
export { trafficSchema, type WeatherWord } from "./schema.js";
