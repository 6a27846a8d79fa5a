import type { OfflineData } from "../page-data.js";
import { offlineSource } from "./offline-source.js";
import { startApp } from "./tracker-app.js";

startApp(offlineSource(JSON.parse(document.querySelector("#data")?.textContent ?? "") as OfflineData));
