// Edits files while pages of `promulgate serve` are open in a real browser, and waits for what each
// page shall show then.
//
//   node reload.mjs STEPS.json
//
// STEPS is a list of {url, file, from, to, shows}: the page at `url` is opened, `from` in `file` is
// replaced by `to`, and the page has to show `shows` without being asked to; without `shows`, it has
// to be loaded anew. Prints JSON: the milliseconds from each save to the sight of it. Exits 1 if a page does not follow, 2 if it could not be tried.

import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

const PATIENCE = 60_000;

const steps = JSON.parse(await readFile(process.argv[2], "utf8"));
const profile = await mkdtemp(path.join(tmpdir(), "promulgate-reload-"));
let browser;
try {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    chromiumSandbox: false,
    env: { ...process.env, HOME: profile },
    args: ["--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
  const page = await browser.newPage();
  const times = [];
  for (const { url, file, from, to, shows } of steps) {
    const events = page.waitForResponse((response) => response.url().includes("/.promulgate/events?"));
    await page.goto(url, { waitUntil: "load" });
    // Once the page listens, a save cannot pass it by.
    await events;
    const before = await readFile(file, "utf8");
    if (!before.includes(from)) throw new Error(`${file} has no ${from}`);
    await page.evaluate(() => (window.openedBefore = true));
    // As editors do: beside it, then in its place.
    await writeFile(`${file}~`, before.replace(from, to));
    await rename(`${file}~`, file);
    const saved = performance.now();
    try {
      if (shows) await page.getByText(shows).first().waitFor({ timeout: PATIENCE });
      else await page.waitForFunction(() => !window.openedBefore, null, { timeout: PATIENCE });
    } catch (error) {
      console.error(`reload.mjs: ${url} does not show ${shows ?? "itself anew"}: ${error.message}`);
      process.exitCode = 1;
      break;
    }
    times.push(Math.round(performance.now() - saved));
  }
  console.log(JSON.stringify(times));
} catch (error) {
  console.error(`reload.mjs: ${error.stack ?? error}`);
  process.exitCode = 2;
} finally {
  await browser?.close();
  await rm(profile, { recursive: true, force: true });
}
