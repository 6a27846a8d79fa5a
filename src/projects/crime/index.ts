// What the crime notebooks use, and any program that wants the project's parts.

export { type ArrestShare, arrestShares } from "./arrest-shares.js";
export { type CrimeParams, crimeSpace } from "./boosting-space.js";
export {
  type ChampionOutcome,
  challengeChampion,
  crimeModelName,
  promotionGain,
  registerCrimeModel,
} from "./champion.js";
export { type CrimeComparison, type CrimeScore, compareCrimeModels, crimeSplit, plainBoosting } from "./compare.js";
export { crimeCredit } from "./credit.js";
export { crimeDensity, crimeMap } from "./crime-map.js";
export { type CrimeSourceOptions, crimeSource } from "./data-source.js";
export { type EncodedManifest, writeEncodedTables } from "./encoded-tables.js";
export { crimeInputs, crimeSteps, dayParts, seasons } from "./features.js";
export { balancing, type FeatureInformation, featureInformation, someRows } from "./information.js";
export { type CrimeTable, type LoadCrimeOptions, loadCrimes } from "./load.js";
export { type CrimeAlert, type CrimeMonitoring, driftLevels, monitorCrimes, type WeekDrift } from "./monitor.js";
export type { CrimeMonitoringSummary } from "./monitoring-summary.js";
export { type CrimeReport, predictArrests, wallClock } from "./predict.js";
export { labelsOf, locatedCrimes, ownDistrictShare, stationKilometres } from "./prepare.js";
export { readCrimeFile } from "./read-crime-file.js";
export { recordCrimeMonitoring } from "./record-monitoring.js";
export { type CrimeRetraining, type RetrainCrimeOptions, retrainCrime } from "./retrain.js";
export { crimeSample } from "./sample.js";
export { incidentFileSchema, incidentSchema, stationSchema } from "./schema.js";
export { scoreTable } from "./score-table.js";
export { searchCrime } from "./search.js";
export { readStations, type Station } from "./stations.js";
export { arrestsOf, rowsBetween } from "./table-parts.js";
export { type CrimeModels, type CrimeTraining, type TrainCrimeOptions, trainCrime } from "./train.js";
export { trainingScore } from "./training-score.js";
