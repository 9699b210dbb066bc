// Goes over every page of a folder (made by the example `pages`) at two widths, light and dark, and takes their pictures.
//
//   node pages.mjs FOLDER [PICTURES]
//
// Pictures are of the light pages, each as far down as TALLEST. ONLY names pages, separated by commas.
// CHROMIUM names the browser; without it the system's `chromium` is used.
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";
import { accessible, fits, reachable } from "./checks.mjs";
import { serve } from "./server.mjs";

const [folder, pictures] = [resolve(process.argv[2] ?? "target/pages"), process.argv[3] && resolve(process.argv[3])];
const only = process.env.ONLY?.split(",");
const names = (await readdir(folder)).filter((name) => name.endsWith(".html")).map((name) => name.slice(0, -5)).filter((name) => !only || only.includes(name)).sort();
if (names.length === 0) throw new Error(`no pages in ${folder}: run the example first`);
if (pictures) await mkdir(pictures, { recursive: true });

const profile = await mkdtemp(join(tmpdir(), "comity-browser-"));
const site = await serve(folder);
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
  reducedMotion: "reduce",
});

// Pixels of a page that a picture has at most.
const TALLEST = 2600;

async function picture(page, name, width) {
  const height = Math.min(TALLEST, await page.evaluate(() => document.documentElement.scrollHeight));
  await page.screenshot({ path: join(pictures, `${name}-${width}.jpg`), type: "jpeg", quality: 60, fullPage: true, clip: { x: 0, y: 0, width, height } });
}

let passed = 0;
let failed = 0;
for (const name of names) {
  for (const [width, scheme] of [[360, "light"], [1600, "light"], [1600, "dark"]]) {
    const page = await browser.newPage();
    const faults = [];
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
    page.on("requestfailed", (request) => faults.push(`not fetched: ${request.url()}`));
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.goto(`${site.address}/${name}.html`);
    faults.push(...(await fits(page)), ...(await accessible(page)));
    if (pictures && scheme === "light") await picture(page, name, width);
    if (scheme === "light") faults.push(...(await reachable(page)));
    await page.close();
    if (faults.length === 0) passed += 1;
    else {
      failed += 1;
      console.log(`${name} at ${width} px, ${scheme}:\n  ${[...new Set(faults)].join("\n  ")}`);
    }
  }
}
await browser.close();
site.close();
await rm(profile, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
