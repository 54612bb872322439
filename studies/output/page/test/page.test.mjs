// The page as people meet it: in a browser. `./dev page` runs this.
//
// AUSFALL_PROGRAM is the program, whose reports are looked at; AUSFALL_CHROMIUM the browser.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { at, numberOf, stepsOff } from "./words.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const page = path.dirname(here);
const examples = path.join(page, "../../../scenarios/examples");
const program = process.env.AUSFALL_PROGRAM ?? path.join(page, "../../../build/release/ausfall");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(path.join(tmpdir(), "ausfall-page-"));

let browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.AUSFALL_CHROMIUM ?? "/usr/bin/chromium",
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

function ausfall(...words) {
  return execFileSync(program, words, { encoding: "utf8", maxBuffer: 1 << 28 });
}

const made = new Map();
/** The report of a scenario, or of a result, with these options; made once. */
function report(name, input, ...options) {
  if (!made.has(name)) {
    const file = path.join(folder, `${name}.html`);
    ausfall("report", input, "-o", file, ...options);
    made.set(name, file);
  }
  return made.get(name);
}
const hostOrGuest = () => report("host-or-guest", path.join(examples, "host-or-guest.yaml"), "--replications", "200");

function documentOf(file) {
  const text = readFileSync(file, "utf8");
  return JSON.parse(/<script type="application\/json" id="report">(.*)<\/script>/.exec(text)[1]);
}

/** Opens a page, and fails for whatever it says, asks for or trips over. */
async function opened(file, { width = 1440, scheme = "light" } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
  const it = await context.newPage();
  const troubles = [];
  it.on("console", (message) => troubles.push(`console: ${message.text()}`));
  it.on("pageerror", (error) => troubles.push(`error: ${error.stack}`));
  it.on("dialog", (dialog) => troubles.push(`dialog: ${dialog.message()}`) && dialog.dismiss());
  it.on("request", (request) => {
    if (request.url() !== pathToFileURL(file).href && !request.url().startsWith("data:")) troubles.push(`request: ${request.url()}`);
  });
  await it.goto(pathToFileURL(file).href);
  await it.waitForSelector("html[data-complete]", { timeout: 30000 });
  return { it, troubles, close: () => context.close() };
}

const unfoldAll = (it) => it.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));

/** Every number of the page. */
const numbers = (it) =>
  it.$$eval("data[data-path]", (all) =>
    all.map((data) => ({
      text: data.textContent,
      value: Number(data.getAttribute("value")),
      path: data.getAttribute("data-path"),
      unit: data.getAttribute("data-unit"),
      step: Number(data.getAttribute("data-step")),
      sign: Number(data.getAttribute("data-sign") ?? 1),
      scale: Number(data.getAttribute("data-scale") ?? 1),
    })),
  );

function checkNumbers(shown, document) {
  for (const one of shown) {
    const there = at(document, one.path);
    assert.equal(one.value, one.sign * there, `${one.path}: the page has ${one.value}, the document ${there}`);
    const off = stepsOff({ ...one, value: one.value * one.scale });
    assert.ok(off <= 0.5 + 1e-6, `${one.path}: '${one.text}' is shown for ${one.value} (${one.unit}, step ${one.step})`);
  }
}

test("the template is what its sources give", async () => {
  const again = path.join(folder, "again.html");
  execFileSync(process.execPath, [path.join(page, "build.mjs"), again]);
  assert.ok(readFileSync(again).equals(readFileSync(path.join(page, "report.html"))), "report.html is not what its sources give: npm run build");
});

test("words and numbers of the page are read back", () => {
  assert.equal(numberOf("1 h 20 min"), 4800);
  assert.equal(numberOf("−16 min 45 s"), -1005);
  assert.equal(numberOf("99.95 %"), 0.9995);
  assert.equal(numberOf("1,234.5"), 1234.5);
  assert.ok(stepsOff({ text: "1 h 20 min", value: 81, unit: "minutes", step: 1 }) > 0.5);
});

test("the report of a comparison is small, silent, and fits every width", async () => {
  const file = hostOrGuest();
  assert.ok(readFileSync(file).length < 1.5e6, `${readFileSync(file).length} bytes`);
  for (const width of [360, 768, 1440]) {
    const { it, troubles, close } = await opened(file, { width });
    await unfoldAll(it);
    const over = await it.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 0, `${over} px too wide at ${width}`);
    for (const id of ["availability", "causes", "help", "failover", "year", "room", "inputs", "about"])
      assert.equal(await it.locator(`section#${id}`).count(), 1, `no section ${id}`);
    assert.deepEqual(troubles, []);
    await close();
  }
});

for (const scheme of ["light", "dark"]) {
  test(`axe finds nothing serious in the ${scheme}`, async () => {
    const { it, close } = await opened(hostOrGuest(), { scheme });
    for (const unfolded of [false, true]) {
      if (unfolded) await unfoldAll(it);
      await it.evaluate(axe);
      const { violations } = await it.evaluate(() => window.axe.run());
      const serious = violations.filter((one) => ["serious", "critical"].includes(one.impact));
      assert.deepEqual(serious.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html)}`), []);
    }
    await close();
  });
}

test("every number is one of the JSON's, for every variant and failure", async () => {
  const file = hostOrGuest();
  const document = documentOf(file);
  const compared = JSON.parse(ausfall("compare", path.join(examples, "host-or-guest.yaml"), "--replications", "200", "--format", "json"));
  const timeless = (result) => JSON.stringify(result, (key, value) => (key === "wall_seconds" ? undefined : value));
  assert.equal(timeless(document.result), timeless(compared), "the report holds another result than compare prints");
  const { it, troubles, close } = await opened(file);
  let seen = 0;
  for (const variant of Object.keys(compared.variants)) {
    await it.selectOption("#variant", variant);
    const faults = await it.locator("input[name=fault]").count();
    for (let fault = 0; fault < Math.max(1, faults); ++fault) {
      if (faults > 0) await it.locator("input[name=fault]").nth(fault).check();
      const shown = await numbers(it);
      checkNumbers(shown, document);
      seen += shown.length;
    }
  }
  assert.ok(seen > 5000, `only ${seen} numbers were looked at`);
  assert.deepEqual(troubles, []);
  await close();
});

test("pictures show what stands in the tables behind them", async () => {
  const { it, close } = await opened(hostOrGuest());
  for (const id of ["availability", "failover"]) {
    const notes = await it.$$eval(`#${id} .row-note text`, (texts) => texts.map((text) => text.textContent));
    const rows = await it.$$eval(`#${id} table data`, (all) => all.map((data) => data.textContent));
    assert.ok(notes.length > 3);
    for (const note of notes)
      for (const number of note.replace(/[()]/g, "").split(/ {2}| to /)) assert.ok(rows.includes(number), `${id}: '${number}' of '${note}' is in no table`);
  }
  const label = await it.locator("#availability .picture").getAttribute("aria-label");
  assert.match(label, /traditional cluster: 1 h/);
  await close();
});

test("kinds of causes add up to the whole, and each to its failures", async () => {
  const file = hostOrGuest();
  const { it, close } = await opened(file);
  for (const [variant, run] of Object.entries(documentOf(file).result.variants)) {
    await it.selectOption("#variant", variant);
    const whole = run.services.mail.downtime_minutes_per_year.mean;
    const shown = await it.$$eval(".drill", (all) => all.map((drill) => [drill.querySelector(".drill-value").textContent, [...drill.querySelectorAll("td .derived, td:nth-child(2) .estimate > data")].map((cell) => cell.textContent)]));
    const sum = (texts) => texts.reduce((total, text) => total + numberOf(text) / 60, 0);
    assert.ok(Math.abs(sum(shown.map(([value]) => value)) / whole - 1) < 0.03, variant);
    for (const [value, failures] of shown) assert.ok(Math.abs(sum(failures) / sum([value]) - 1) < 0.1, `${variant}: ${value} of ${failures}`);
    const kinds = await it.$$eval(".drill-name", (names) => names.map((name) => name.textContent));
    assert.ok(kinds.includes("planned work") && kinds.includes("network") && !kinds.includes("other"), `${variant}: ${kinds}`);
  }
  await close();
});

test("it is drawn in at most five times what one chart takes", async () => {
  const chart = path.join(folder, "chart.html");
  const bundle = await build({
    stdin: {
      contents: `import * as Plot from "@observablehq/plot";
        document.body.append(Plot.plot({ marks: [Plot.barX([{ x: 1, y: "a" }, { x: 2, y: "b" }], { x: "x", y: "y" }), Plot.ruleX([0])] }));
        document.documentElement.dataset.complete = "yes";`,
      resolveDir: page,
    },
    bundle: true, minify: true, write: false, format: "iife", logLevel: "error",
  });
  writeFileSync(chart, `<!doctype html><meta charset="utf-8"><body><script>${bundle.outputFiles[0].text.replace(/<\/script/gi, "<\\/script")}</script>`);
  const times = { chart: [], report: [] };
  for (let round = 0; round < 7; ++round) {
    for (const [name, file] of [["chart", chart], ["report", hostOrGuest()]]) times[name].push(await loading(file));
  }
  const [one, all] = [median(times.chart), median(times.report)];
  console.log(`one chart ${one.toFixed(0)} ms, the report ${all.toFixed(0)} ms`);
  assert.ok(all <= 5 * one, `the report takes ${all.toFixed(0)} ms, one chart ${one.toFixed(0)}`);
});

async function loading(file) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const it = await context.newPage();
  const began = performance.now();
  await it.goto(pathToFileURL(file).href);
  await it.waitForSelector("html[data-complete]", { timeout: 60000 });
  await it.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const took = performance.now() - began;
  await context.close();
  return took;
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

test("a thousand hosts and ten thousand machines are folded, and unfold", async () => {
  const scenario = path.join(folder, "large.yaml");
  const vms = Array.from({ length: 1000 }, (_, host) => `  v${10 * host + 1}..${10 * host + 10}: {host: h${host + 1}, boot: 60 s}`);
  writeFileSync(scenario, `ausfall: 1\nname: a large room\nhorizon: 30 d\nreplications: 2\nhosts:\n  h1..1000: {boot: 4 min, failures: {hardware: {mttf: 2 y, mttr: 8 h}}}\nvms:\n${vms.join("\n")}\nnetworks: {lan: {hosts: all}}\nservices: {mail: {needs: v1}}\n`);
  const file = report("large", scenario);
  const times = { small: [], large: [] };
  for (let round = 0; round < 5; ++round) {
    times.small.push(await loading(hostOrGuest()));
    times.large.push(await loading(file));
  }
  const [small, large] = [median(times.small), median(times.large)];
  console.log(`the small report ${small.toFixed(0)} ms, the large one ${large.toFixed(0)} ms`);
  assert.ok(large <= 3 * small, `${large.toFixed(0)} ms against ${small.toFixed(0)}`);
  const { it, troubles, close } = await opened(file);
  assert.equal(await it.locator(".host").count(), 0);
  await it.locator(".stand-head > summary").first().click();
  // What is unfolded is made a moment later.
  const comes = (selector, number) => it.waitForFunction(([what, many]) => document.querySelectorAll(what).length === many, [selector, number], { timeout: 5000 });
  await comes(".host", 50);
  await it.locator(".host > summary").first().click();
  await comes(".host .box", 10);
  assert.deepEqual(troubles, []);
  await close();
});

test("names of others are text, whatever they are made of", async () => {
  const scenario = path.join(folder, "hostile.yaml");
  const name = "</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>";
  writeFileSync(scenario, `ausfall: 1\nname: '${name}'\nhorizon: 1 y\nreplications: 20\nhosts: {node: {failures: {hardware: {mttf: 1000 h, mttr: 10 h}}}}\napps: {web: {on: node}}\nservices: {'<b>web</b>': {needs: web, slo: 99 %}}\n`);
  const { it, troubles, close } = await opened(report("hostile", scenario));
  assert.equal(await it.locator("h1").textContent(), name);
  assert.equal(await it.locator("img, b").count(), 0);
  assert.deepEqual(troubles, []);
  await close();
});

test("a scenario without services has a page, too", async () => {
  const scenario = path.join(folder, "empty.yaml");
  writeFileSync(scenario, "ausfall: 1\nname: nothing\nreplications: 2\nhosts: {node: {}}\n");
  const { it, troubles, close } = await opened(report("empty", scenario));
  assert.equal(await it.locator(".answer").textContent(), "There is no service in this scenario, so nothing is counted.");
  assert.equal(await it.locator("section#help").count(), 0);
  assert.deepEqual(troubles, []);
  await close();
});

test("it is used by keyboard, and keeps the place", async () => {
  const { it, close } = await opened(hostOrGuest());
  await it.focus("#variant");
  const before_ = await it.locator("#room figcaption strong").textContent();
  await it.keyboard.press("ArrowDown");
  await it.waitForFunction((old) => document.querySelector("#room figcaption strong").textContent !== old, before_);
  assert.equal(await it.evaluate(() => document.activeElement.id), "variant");
  await it.focus("#causes summary");
  await it.keyboard.press("Enter");
  assert.equal(await it.evaluate(() => document.activeElement.parentElement.open), true);
  await close();
});

test("results of every kind have a page, whose numbers are theirs", async () => {
  const host = path.join(examples, "host-cluster.yaml");
  const small = path.join(folder, "small.yaml");
  writeFileSync(small, "ausfall: 1\nname: one host\nhorizon: 1 y\nreplications: 50\nhosts: {node: {failures: {hardware: {mttf: 1000 h, mttr: {between: [5 h, 20 h]}}}}}\napps: {web: {on: node}}\nservices: {web: {needs: web, slo: 99 %}}\n");
  const kinds = {
    run: ["run", host, "--replications", "50"],
    compare: ["compare", path.join(examples, "strategies.yaml"), "--replications", "50"],
    variants: ["run", path.join(examples, "strategies.yaml"), "--variant", "all", "--replications", "50"],
    inject: ["inject", host, "--fault", "node1:hardware", "--samples", "100"],
    fmea: ["fmea", host],
    sensitivity: ["sensitivity", small],
    solve: ["solve", small],
  };
  const wanted = { run: "availability", compare: "availability", variants: "availability", inject: "failover", fmea: "help", sensitivity: "help", solve: "about" };
  for (const [kind, words] of Object.entries(kinds)) {
    const result = path.join(folder, `${kind}.json`);
    writeFileSync(result, ausfall(...words, "--format", "json"));
    const file = report(`of-${kind}`, result);
    const document = documentOf(file);
    assert.deepEqual(document.result, JSON.parse(readFileSync(result, "utf8")));
    const { it, troubles, close } = await opened(file, { width: 768 });
    assert.equal(await it.locator(`section#${wanted[kind]}`).count(), 1, kind);
    const shown = await numbers(it);
    assert.ok(shown.length > 0, kind);
    checkNumbers(shown, document);
    assert.deepEqual(troubles, [], kind);
    await close();
  }
});

test("a picture is saved as a file that stands for itself", async () => {
  const { it, troubles, close } = await opened(hostOrGuest());
  const [download] = await Promise.all([it.waitForEvent("download"), it.locator("#availability .save").click()]);
  assert.equal(download.suggestedFilename(), "downtime-a-year.svg");
  const text = readFileSync(await download.path(), "utf8");
  assert.doesNotMatch(text, /var\(|script/);
  const file = path.join(folder, "picture.svg");
  writeFileSync(file, text);
  const alone = await browser.newPage();
  await alone.goto(pathToFileURL(file).href);
  assert.match(await alone.evaluate(() => document.documentElement.textContent), /traditional cluster/);
  assert.equal(await alone.evaluate(() => getComputedStyle(document.querySelector("circle")).fill.startsWith("rgb")), true);
  await alone.close();
  assert.deepEqual(troubles.filter((trouble) => !trouble.startsWith("request: blob:")), []);
  await close();
});

test("in print it is light, unfolded, and as wide as the paper", async () => {
  const { it, troubles, close } = await opened(hostOrGuest(), { scheme: "dark" });
  await it.emulateMedia({ media: "print", colorScheme: "dark" });
  await it.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  assert.equal(await it.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--paper").trim()), "#ffffff");
  assert.equal(await it.locator("details.numbers:not([open])").count(), 0);
  assert.ok((await it.$$eval(".picture svg", (all) => all.map((svg) => svg.getAttribute("width")))).every((width) => width === "680"));
  await it.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  assert.ok((await it.locator("details.numbers:not([open])").count()) > 0);
  assert.deepEqual(troubles, []);
  await close();
});
