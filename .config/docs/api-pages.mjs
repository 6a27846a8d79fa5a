// Pages of the API reference and of the errors, as data for `renderPage`.

/** First sentence of a doc comment, in one line. */
export function firstSentence(doc) {
  return /^[\s\S]*?\.(?=\s|$)/.exec(doc.replace(/\s+/g, " ").trim())?.[0] ?? doc.trim().split("\n")[0] ?? "";
}

const fence = (code) => `\`\`\`ts\n${code.trim()}\n\`\`\``;

/** A long signature of a function with a line for each parameter. */
function wrap(signature) {
  if (signature.length <= 100 || signature.includes("\n")) return signature;
  let depth = 0;
  let lines = "";
  for (const [index, character] of [...signature].entries()) {
    const opens = "([{<".includes(character);
    const closes = ")]}>".includes(character) && signature[index - 1] !== "=";
    if (closes && --depth === 0 && character === ")") lines += "\n";
    lines += character;
    if (opens && ++depth === 1 && character === "(") lines += "\n  ";
    if (character === "," && depth === 1) lines += "\n ";
  }
  return lines.replaceAll(/ +\n/g, "\n");
}

/** The page of a subpath: a section for each export, values before types. */
export function subpathPage({ module, exports }, errorPage) {
  const ordered = [...exports].sort(
    (one, other) => Number(one.kind === "type") - Number(other.kind === "type") || one.name.localeCompare(other.name),
  );
  const isThere = (name) => exports.some((own) => own.name === name);
  return {
    title: module,
    subtitle: `${exports.filter(({ kind }) => kind !== "type").length} values and ${exports.filter(({ kind }) => kind === "type").length} types. \`import { ... } from "${module}"\``,
    sections: ordered.map((own) => ({
      heading: own.name,
      body: [{ kind: "markdown", markdown: entry(own, errorPage, isThere) }],
    })),
  };
}

function entry({ doc, signature, examples, throws, defaults }, errorPage) {
  const parts = [doc, fence(wrap(signature))];
  if (examples.length > 0) parts.push("**Example**", ...examples.map(fence));
  for (const text of throws) {
    const [name] = text.split(/[\s,.]/);
    const page = errorPage(name);
    parts.push(`**Throws** ${page === undefined ? text : text.replace(name, `[${name}](${page})`)}`);
  }
  for (const text of defaults) parts.push(`**Default** ${text}`);
  return parts.filter((part) => part !== "").join("\n\n");
}

/** The everyday names with one sentence each, and the page that describes each of them. */
export function everydayPage(everyday, subpaths, anchor, errorPage) {
  const home = (name) => subpaths.find(({ exports }) => exports.some((own) => own.name === name));
  const groups = new Map();
  for (const own of everyday.exports) {
    if (own.kind === "type") continue;
    const heading = home(own.name)?.module ?? "cuaderno";
    groups.set(heading, [...(groups.get(heading) ?? []), own]);
  }
  const sections = [...groups].map(([heading, names]) => ({
    heading: heading === "cuaderno" ? "Only here" : `Also in ${heading}`,
    body: names.map((own) => ({
      kind: "markdown",
      markdown:
        heading === "cuaderno" && own.kind !== "class"
          ? `**${own.name}**\n\n${entry(own, errorPage)}`
          : `[${own.name}](${errorPage(own.name) !== undefined ? errorPage(own.name) : anchor(own.name)}): ${firstSentence(own.doc)}`,
    })),
  }));
  return {
    title: "cuaderno",
    subtitle: 'The everyday names: `import { readTable } from "cuaderno"`. Everything else is in the subpaths.',
    sections,
  };
}

const exitCodes = {
  failed: [1, "a notebook or a gate failed"],
  argument: [2, "usage"],
  "not-found": [2, "usage"],
  format: [3, "a check failed"],
  access: [4, "environment"],
  environment: [4, "environment"],
  timeout: [5, "time limit"],
  interrupted: [130, "interrupted"],
};

const fixes = {
  argument:
    "The message names the argument, the value and what is expected; a near name is suggested. Nothing was changed: arguments are checked before the first effect.",
  format:
    "The message names file, column, line or cell, and value. Correct the file, or change the schema: `missing`, `nullable`, `format`, `min`, `max`.",
  "not-found": "The message lists what there is. Check the path or name, and the working folder.",
  access:
    "Check credentials, permissions of the folder or bucket, and whether the target is read-only; `cuaderno doctor s3://bucket/` shows what is used.",
  environment:
    "Something must be installed, started or made reachable; the message says which command does it, and `cuaderno doctor` checks the machine.",
  timeout: "Raise the limit that the message names, or reduce the work. Finished work is saved.",
  interrupted: "Run the same command again: it continues where it was.",
  failed: "The message names cell, line and reason. `--debug` adds the stack.",
};

/** A page for each kind of error: what it means, its exit code, how to fix it, who throws it. */
export function errorPages(errors, modules, anchor) {
  return errors.map((error) => {
    const kind = error.name
      .replace(/Error$/, "")
      .replace(/([a-z])([A-Z])/g, "$1-$2")
      .toLowerCase();
    const [code, meaning] = exitCodes[kind];
    const throwing = modules
      .flatMap(({ exports }) => exports)
      .filter(({ throws }) => throws.some((text) => text.startsWith(error.name)))
      .filter((own, index, all) => all.findIndex(({ name }) => name === own.name) === index)
      .sort((one, other) => one.name.localeCompare(other.name));
    const list = throwing.map((own) => {
      const reason = own.throws.find((text) => text.startsWith(error.name)) ?? "";
      return `- [${own.name}](${anchor(own.name)}): ${reason.slice(error.name.length).replace(/^[\s,:]+/, "")}`;
    });
    return {
      name: error.name,
      page: `error-${kind}.html`,
      data: {
        title: error.name,
        subtitle: error.doc,
        sections: [
          { heading: "What to do", body: [{ kind: "markdown", markdown: fixes[kind] }] },
          {
            heading: "In a program, and on the command line",
            body: [
              {
                kind: "markdown",
                markdown: `\`error.kind\` is \`"${kind}"\`; the command line ends with exit code ${code} (${meaning}).\n\n${fence(
                  `import { ${error.name} } from "cuaderno";\n\ntry {\n  await work();\n} catch (error) {\n  // One line: what is wrong, where, how to fix it.\n  if (error instanceof ${error.name}) console.error(error.message);\n  else throw error;\n}`,
                )}`,
              },
            ],
          },
          ...(list.length === 0
            ? []
            : [{ heading: "Functions that document it", body: [{ kind: "markdown", markdown: list.join("\n") }] }]),
        ],
      },
    };
  });
}
