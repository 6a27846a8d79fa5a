import { errorMessage } from "../../core/error-message.js";
import { FormatError } from "../../core/errors.js";

/** The error for a Parquet file that the engine cannot read, with what to do about it. */
export function unreadableParquet(caller: string, uri: string, cause: unknown): FormatError {
  const reason = errorMessage(cause);
  const zone = /unable to parse time zone: '([^']*)'/.exec(reason)?.[1];
  if (zone !== undefined) {
    return new FormatError(
      `${caller}: ${uri} has times in the zone "${zone}", which is not a zone of the tz database; write them in UTC or in a zone such as "Asia/Kolkata"`,
      { cause },
    );
  }
  const type = /could not import from `(\w+)` type/.exec(reason)?.[1];
  if (
    type !== undefined ||
    /precision must be between|Not yet supported|dtype does not match the ArrayRef/.test(reason)
  ) {
    return new FormatError(
      `${caller}: ${uri} has a column of a type that cannot be read (${type ?? reason}); write the file without it, or as a string`,
      { cause },
    );
  }
  return new FormatError(
    `${caller}: ${uri} is Parquet that cannot be read (${reason}); it is cut short or damaged: write it again`,
    { cause },
  );
}
