// Edits files while pages of `promulgate serve` are open in a real browser, and waits for what each
// page shall show then.
//
//   node reload.mjs STEPS.json [PAUSE]
//
// STEPS is a list of {url, file, from, to, shows}: the page at `url` is opened, `from` in `file` is
// replaced by `to`, and the page has to show `shows` without being asked to; without `shows`, its
// first picture has to become another one. A benchmark lets the machine come to rest before each
// save, for PAUSE milliseconds. Prints JSON: the milliseconds from each save to the sight of it.
// Exits 1 if a page does not follow, 2 if it could not be tried.

import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

const PATIENCE = 60_000;

// Run in the page: whether its first picture is there, and is not the one looked at before.
const hasPicture = () => document.images[0]?.complete && document.images[0] !== window.looked;
// Run in the page: what that picture looks like.
const look = () => {
  window.looked = document.images[0];
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [looked.naturalWidth, looked.naturalHeight];
  canvas.getContext("2d").drawImage(looked, 0, 0);
  return canvas.toDataURL();
};

const steps = JSON.parse(await readFile(process.argv[2], "utf8"));
const pause = Number(process.argv[3] ?? 0);
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
    await new Promise((done) => setTimeout(done, pause));
    let picture;
    if (!shows) {
      await page.waitForFunction(hasPicture, null, { timeout: PATIENCE });
      picture = await page.evaluate(look);
    }
    // As editors do: beside it, then in its place.
    await writeFile(`${file}~`, before.replace(from, to));
    await rename(`${file}~`, file);
    const saved = performance.now();
    try {
      if (shows) await page.getByText(shows).first().waitFor({ timeout: PATIENCE });
      else await page.waitForFunction(hasPicture, null, { timeout: PATIENCE });
    } catch (error) {
      console.error(`reload.mjs: ${url} does not show ${shows ?? "another picture"}: ${error.message}`);
      process.exitCode = 1;
      break;
    }
    times.push(Math.round(performance.now() - saved));
    if (!shows && picture === (await page.evaluate(look))) {
      console.error(`reload.mjs: ${url} shows the same picture`);
      process.exitCode = 1;
      break;
    }
  }
  console.log(JSON.stringify(times));
} catch (error) {
  console.error(`reload.mjs: ${error.stack ?? error}`);
  process.exitCode = 2;
} finally {
  await browser?.close();
  await rm(profile, { recursive: true, force: true });
}
