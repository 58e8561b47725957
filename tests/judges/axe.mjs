// Holds HTML files to WCAG 2.2 AA in a real browser, in light and dark, at desktop and phone width.
//
//   node axe.mjs FILE.html...
//
// Prints JSON: [{file, scheme, width, violations: [{id, impact, help, nodes: [html]}], incomplete}].
// Besides axe's own, a violation is `horizontal-overflow`, `console` (errors of the browser, among
// them those of the Content-Security-Policy) or `request` (the page is not self-contained).
// Exits 0 when every file was looked at, whatever it found; 2 when it could not.

import { readFile, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const SCHEMES = ["light", "dark"];
const WIDTHS = [1280, 360];
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const PAGES_AT_ONCE = 2;

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// Both run in the page. The page's CSP stays in force: the debugger's Runtime.evaluate is not
// subject to it, a script element would be.
const runAxe = `axe.run(document, {
  runOnly: ${JSON.stringify(TAGS)},
  rules: { "target-size": { enabled: true } },
  resultTypes: ["violations", "incomplete"],
  preload: false,
})`;

const findOverflow = `(() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const clipped = (e) => {
    for (let p = e.parentElement; p && p !== document.body && p !== root; p = p.parentElement)
      if (getComputedStyle(p).overflowX !== "visible") return true;
    return false;
  };
  const out = [...document.body.querySelectorAll("*")].filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width > 0 && (box.right > root.clientWidth + 1 || box.left < -1) && !clipped(e);
  });
  const nodes = out.slice(0, 5).map((e) => e.outerHTML.slice(0, 200));
  return nodes.length ? nodes : [root.scrollWidth + " px wide in " + root.clientWidth];
})()`;

const finishAnimations = `document.getAnimations().forEach((a) => { try { a.finish(); } catch {} })`;

async function look(browser, file) {
  const context = await browser.newContext({ reducedMotion: "reduce" });
  try {
    const page = await context.newPage();
    const url = pathToFileURL(path.resolve(file)).href;
    const consoleErrors = new Set();
    const requests = new Set();
    page.on("console", (m) => m.type() === "error" && consoleErrors.add(m.text()));
    page.on("pageerror", (e) => consoleErrors.add(String(e)));
    page.on("request", (r) => {
      if (r.url() !== url && !r.url().startsWith("data:")) requests.add(r.url());
    });
    await page.setViewportSize({ width: WIDTHS[0], height: 900 });
    await page.emulateMedia({ colorScheme: SCHEMES[0] });
    await page.goto(url, { waitUntil: "load" });

    const devtools = await context.newCDPSession(page);
    const evaluate = async (expression) => {
      const { result, exceptionDetails } = await devtools.send("Runtime.evaluate", {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    };
    await evaluate(`${axeSource};undefined`);

    const results = [];
    for (const scheme of SCHEMES) {
      for (const width of WIDTHS) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width, height: 900 });
        await evaluate(finishAnimations);
        const found = await evaluate(runAxe);
        const short = ({ id, impact, help, nodes }) => ({ id, impact, help, nodes: nodes.map((n) => n.html) });
        const violations = found.violations.map(short);
        const own = (id, help, nodes) =>
          nodes.length && violations.push({ id, impact: "serious", help, nodes });
        own("horizontal-overflow", `the page scrolls sideways at ${width} px`, await evaluate(findOverflow));
        own("console", "the browser reports errors", [...consoleErrors]);
        own("request", "the page loads something besides itself", [...requests]);
        results.push({ file, scheme, width, violations, incomplete: found.incomplete.map(short) });
      }
    }
    return results;
  } finally {
    await context.close();
  }
}

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("usage: node axe.mjs FILE.html...");
  process.exit(2);
}

const profile = await mkdtemp(path.join(tmpdir(), "promulgate-axe-"));
let browser;
try {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    chromiumSandbox: false,
    env: { ...process.env, HOME: profile },
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const results = new Array(files.length);
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < files.length; i = next++) results[i] = await look(browser, files[i]);
  };
  await Promise.all(Array.from({ length: PAGES_AT_ONCE }, worker));
  console.log(JSON.stringify(results.flat(), null, 1));
} catch (error) {
  console.error(`axe.mjs: ${error.stack ?? error}`);
  process.exitCode = 2;
} finally {
  await browser?.close();
  await rm(profile, { recursive: true, force: true });
}
