// Holds HTML files to their width in a real browser: nothing scrolls sideways or lies over its box, and
// the numbers in the contents stay on one line.
//
//   node fit.mjs FILE.html...
//
// Prints JSON: [{file, width, faults: [text]}]. Exits 0 when every file was looked at, whatever it
// found; 2 when it could not.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const WIDTHS = [1280, 1000, 600, 360];

const findFaults = `(() => {
  const faults = [];
  const tell = (what, e) => faults.push(what + ": " + e.outerHTML.slice(0, 160));
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push("the page is " + root.scrollWidth + " px wide in " + root.clientWidth);
  for (const e of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(e);
    if (style.clipPath !== "none" || e.closest("svg, .visually-hidden, thead, .skip")) continue;
    if (style.display !== "inline" && e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1) tell("wider than its box", e);
    const box = e.getBoundingClientRect();
    if (box.width > 0 && (box.right > root.clientWidth + 1 || box.left < -1)) tell("outside of the page", e);
  }
  for (const e of document.querySelectorAll(".contents .number")) {
    const range = document.createRange();
    range.selectNodeContents(e);
    if (new Set([...range.getClientRects()].map((r) => Math.round(r.top))).size > 1) tell("a broken number", e);
  }
  // Text of neighbouring cells.
  for (const row of document.querySelectorAll("tr")) {
    // A head that only a screen reader meets, as each cell shows its own.
    const head = row.closest("thead");
    if (head && getComputedStyle(head).clipPath !== "none") continue;
    const boxes = [...row.children].map((cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      return [cell.getBoundingClientRect(), range.getBoundingClientRect(), cell];
    });
    for (const [cell, text, e] of boxes) {
      if (text.width > 0 && (text.right > cell.right + 1 || text.left < cell.left - 1)) tell("text beside its cell", e);
    }
  }
  return faults.slice(0, 20);
})()`;

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("usage: node fit.mjs FILE.html...");
  process.exit(2);
}

const profile = await mkdtemp(path.join(tmpdir(), "promulgate-fit-"));
let browser;
try {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    chromiumSandbox: false,
    env: { ...process.env, HOME: profile },
    args: ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"],
  });
  const results = [];
  for (const file of files) {
    const context = await browser.newContext({ reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.goto(pathToFileURL(path.resolve(file)).href, { waitUntil: "load" });
    const devtools = await context.newCDPSession(page);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const { result, exceptionDetails } = await devtools.send("Runtime.evaluate", {
        expression: findFaults,
        returnByValue: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description);
      results.push({ file, width, faults: result.value });
    }
    await context.close();
  }
  console.log(JSON.stringify(results, null, 1));
} catch (error) {
  console.error(`fit.mjs: ${error.stack ?? error}`);
  process.exitCode = 2;
} finally {
  await browser?.close();
  await rm(profile, { recursive: true, force: true });
}
