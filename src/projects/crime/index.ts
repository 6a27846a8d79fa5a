// What the crime notebooks use: the publisher's files and layouts, and the schemas of the tables.
export { type CrimeSourceOptions, crimeSource, monthFiles } from "./data-source.js";
export { parseCrimeFile, readCrimeFile } from "./read-crime-file.js";
export { readStations, type Station } from "./read-stations.js";
export { crimeFileSchema, crimeSchema, stationSchema } from "./schema.js";
