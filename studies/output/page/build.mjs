// Builds report.html, the page without its numbers: `node build.mjs [FILE]`. The same sources and the same
// packages (package-lock.json) give the same bytes, so the file stands in the repository, `./dev page`
// builds it again, and a test without Node sees by the number of the sources that it is theirs.
import { createHash } from "node:crypto";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));

/** One file of what starts there, minified, without what could end its element. */
async function bundled(entry) {
  const result = await build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "iife",
    target: ["chrome120", "firefox120", "safari17"],
    charset: "ascii",
    legalComments: "none",
    logLevel: "warning",
  });
  const text = result.outputFiles[0].text.trim();
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error(`${entry}: it would end its element`);
  return { text, sources: Object.entries(Object.values(result.metafile.outputs)[0].inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])) };
}

/** The licences of the packages that are in there, each text once, as they ask for. */
async function licences(sources) {
  const names = [...new Set(sources.map((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]).filter(Boolean))].sort();
  const byText = new Map();
  for (const name of names) {
    const folder = path.join(here, "node_modules", name);
    const about = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
    const text = file ? await readFile(path.join(folder, file), "utf8") : `Licence: ${about.license}`;
    const plain = text.replace(/\r/g, "").trim().replace(/-{2,}/g, "-");
    byText.set(plain, [...(byText.get(plain) ?? []), `${name} ${about.version}`]);
  }
  return [...byText].map(([text, packages]) => `This page contains ${packages.join(", ")}:\n\n${text}`).join("\n\n");
}

/** A number that changes with any source: FNV-1a, 64 bits, of all names and contents. */
async function sourcesNumber() {
  const files = ["build.mjs", "package-lock.json"];
  for (const folder of ["src", "src/sections"]) {
    for (const entry of await readdir(path.join(here, folder), { withFileTypes: true }))
      if (entry.isFile()) files.push(`${folder}/${entry.name}`);
  }
  let hash = 0xcbf29ce484222325n;
  for (const file of files.sort()) {
    for (const byte of Buffer.concat([Buffer.from(`${file}\n`), await readFile(path.join(here, file))]))
      hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  return hash.toString(16).padStart(16, "0");
}

const [template, script, style] = await Promise.all([
  readFile(path.join(here, "src/template.html"), "utf8"),
  bundled("src/main.ts"),
  bundled("src/style.css"),
]);
const hash = `sha256-${createHash("sha256").update(script.text).digest("base64")}`;
const parts = { "script-hash": hash, style: style.text, script: script.text, licences: await licences(script.sources), sources: await sourcesNumber() };
// The numbers' place stays; the program writes them there.
const page = template.replace(/\{\{([a-z-]+)\}\}/g, (place, name) => parts[name] ?? place);
await writeFile(process.argv[2] ?? path.join(here, "report.html"), page);
