import { serverSource } from "./server-source.js";
import { startApp } from "./tracker-app.js";

startApp(serverSource());
