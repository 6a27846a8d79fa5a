/** What a user can do when the tracker's folder cannot be written. */
export const trackerFix = "set MLFLOW_TRACKING_URI to another folder";
