// Goes through a running portal as a person would: without scripting first, then with it.
//
//   node site.mjs http://127.0.0.1:8080
//
// The server must answer strangers. CHROMIUM names the browser; without it the system's `chromium` is used.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { accessible, fits } from "./checks.mjs";

const base = process.argv[2] ?? "http://127.0.0.1:8080";
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
let passed = 0;
let failed = 0;

async function open(options) {
  const profile = await mkdtemp(join(tmpdir(), "comity-browser-"));
  const browser = await chromium.launchPersistentContext(profile, { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: ARGUMENTS, ...options });
  return { browser, close: async () => { await browser.close(); await rm(profile, { recursive: true, force: true }); } };
}

async function check(name, work) {
  try {
    const faults = (await work()) ?? [];
    if (faults.length > 0) throw new Error(faults.join("\n  "));
    passed += 1;
  } catch (error) {
    failed += 1;
    console.log(`${name}:\n  ${error.message}`);
  }
}

function demand(holds, words) {
  if (!holds) throw new Error(words);
}

async function fill(page) {
  await page.fill("[name=from]", "Germany");
  await page.fill("[name=to]", "South Korea");
  await page.fill("[name='item.0.description']", "Converters");
  await page.fill("[name='item.0.codes.eu/annex-i']", "3A001.a.5.a.3");
  await page.fill("[name='item.0.codes.us/ccl']", "3A001.a.5.a.3");
}

const plain = await open({ javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
await check("without scripting, a shipment is answered, asked on, and asked for elsewhere", async () => {
  const page = await plain.browser.newPage();
  await page.goto(`${base}/ship`);
  await fill(page);
  await page.press("[name=to]", "Enter");
  demand(await page.isVisible("#verdict"), "Enter in a field answers the question");
  const questions = await page.locator(".ask .question").count();
  demand(questions > 0, "what is missing is asked");
  await page.locator(".ask input[value=false]").first().check();
  await page.locator(".ask button[type=submit]").click();
  demand(await page.isVisible("#verdict"), "the answer comes again");
  demand((await page.inputValue("[name=to]")) === "South Korea", "what was entered is still there");
  await page.locator(".tile").filter({ hasText: "Japan" }).click();
  demand((await page.inputValue("[name=to]")) === "Japan", "a tile asks for its country");
});
await check("without scripting, the small menu leads to every section", async () => {
  const page = await plain.browser.newPage();
  await page.goto(base);
  await page.click(".menu summary");
  await page.click(".menu a[href='/law']");
  demand(page.url().endsWith("/law"), `the menu led to ${page.url()}`);
});
await plain.close();

const full = await open({ reducedMotion: "reduce" });
for (const path of ["/", "/ship", "/classify", "/compare", "/compare?a=eu/annex-i&b=us/ccl", "/compare/editions/eu/annex-i", "/screen", "/law", "/law/lists/us/ccl", "/law/provisions/us/ccl:3A001.a.5.a.3", "/sign-in", "/nothing"]) {
  for (const width of [360, 1600]) {
    await check(`${path} at ${width} px`, async () => {
      const page = await full.browser.newPage();
      const faults = [];
      // The browser itself reports an address where there is nothing.
      page.on("console", (message) => ["error", "warning"].includes(message.type()) && path !== "/nothing" && faults.push(`console: ${message.text()}`));
      await page.setViewportSize({ width, height: 900 });
      await page.goto(base + path);
      faults.push(...(await fits(page)), ...(await accessible(page)));
      await page.close();
      return [...new Set(faults)];
    });
  }
}
await check("the answer is accessible, and the map goes by arrow keys", async () => {
  const page = await full.browser.newPage();
  await page.setViewportSize({ width: 1600, height: 900 });
  await page.goto(`${base}/ship`);
  await fill(page);
  await page.press("[name=to]", "Enter");
  await page.waitForSelector("#verdict");
  const faults = [...(await fits(page)), ...(await accessible(page))];
  const first = page.locator(".tile[href]").filter({ hasText: "France" });
  await first.focus();
  await page.keyboard.press("ArrowRight");
  demand(await page.evaluate(() => document.activeElement.matches(".tile") && !document.activeElement.textContent.includes("France")), "an arrow key goes to the next tile");
  return faults;
});
await check("a fault takes the focus to the list of faults, which leads to the field", async () => {
  const page = await full.browser.newPage();
  await page.goto(`${base}/ship`);
  await fill(page);
  await page.fill("[name=to]", "Sout Korea");
  await page.press("[name=to]", "Enter");
  await page.waitForSelector(".problems");
  demand(await page.evaluate(() => document.activeElement.matches(".problems")), "the list of faults has the focus");
  await page.click(".problems a");
  demand(await page.evaluate(() => document.activeElement?.id === "to" || location.hash === "#to"), "its link leads to the field");
});
await full.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
