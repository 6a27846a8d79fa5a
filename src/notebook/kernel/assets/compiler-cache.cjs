// Loads the compiler that tslab brings along in a quarter of the time.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

module.exports = { loadCompilerQuickly };

const keptAfterMs = 3_000;

/**
 * The compiler's eight megabytes are compiled by V8 once per user and machine: the result is kept in the user's cache folder. V8 itself refuses
 * what another version or another text made; without a folder to write in everything goes as it always does.
 */
function loadCompilerQuickly(Module) {
  const { _compile } = Module.prototype;
  Module.prototype._compile = function (content, filename, ...rest) {
    if (!/[\\/]typescript-for-tslab[\\/]lib[\\/]typescript\.js$/.test(filename)) {
      return _compile.call(this, content, filename, ...rest);
    }
    Module.prototype._compile = _compile;
    const kept = path.join(cacheFolder(), `typescript-${process.version}-${process.arch}-${content.length}.bin`);
    const cachedData = readOwn(kept);
    const vm = require("node:vm");
    const script = new vm.Script(Module.wrap(content), {
      filename,
      ...(cachedData === undefined ? {} : { cachedData }),
    });
    if (cachedData === undefined || script.cachedDataRejected) setTimeout(keep, keptAfterMs, kept, script).unref();
    const words = [this.exports, Module.createRequire(filename), this, filename, path.dirname(filename)];
    return script.runInThisContext().apply(this.exports, words);
  };
}

function cacheFolder() {
  const { env } = process;
  const home = require("node:os").homedir();
  if (process.platform === "win32")
    return path.join(env.LOCALAPPDATA ?? path.join(home, "AppData", "Local"), "cuaderno");
  return path.join(env.XDG_CACHE_HOME || path.join(home, ".cache"), "cuaderno");
}

/** What runs as code is only taken from a file of this user. */
function readOwn(file) {
  try {
    const { uid } = fs.statSync(file);
    return process.getuid === undefined || process.getuid() === uid ? fs.readFileSync(file) : undefined;
  } catch {
    return undefined;
  }
}

/** Also holds the functions that ran by now. */
function keep(file, script) {
  const temporary = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    fs.writeFileSync(temporary, script.createCachedData(), { mode: 0o600 });
    fs.renameSync(temporary, file);
  } catch {
    try {
      fs.rmSync(temporary, { force: true });
    } catch {
      // A folder that may not be looked at.
    }
  }
}
