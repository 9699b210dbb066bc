// What must hold of every page, whoever serves it. Each check gives the faults it found, in words.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Accessibility, by axe-core. The policy forbids scripts of others: axe goes in through the debugger, not through the page. */
export async function accessible(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((levels) => globalThis.axe.run({ runOnly: levels }), LEVELS);
  return violations.flatMap(({ id, help, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${help} at ${node.target.join(" ")} ${node.any?.[0]?.message ?? ""}`));
}

/** Nothing is wider than the window. */
export async function fits(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide <= 0) return [];
    const limit = document.documentElement.clientWidth;
    const culprits = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > limit + 1).slice(0, 3);
    return [`${wide} px wider than the window: ${culprits.map((element) => `${element.tagName}.${element.className}`).join(", ")}`];
  });
}

/** Every control can be reached by Tab, and shows that it is. */
export async function reachable(page) {
  const expected = await page.evaluate(() => {
    const focusable = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
    const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled && element.tabIndex >= 0;
    const group = new Map();
    let count = 0;
    for (const element of document.querySelectorAll(focusable)) {
      if (!shown(element)) continue;
      // Radio buttons of one name are one stop.
      if (element.type === "radio") {
        const key = `${[...document.forms].indexOf(element.form)}/${element.name}`;
        if (group.has(key)) continue;
        group.set(key, true);
      }
      count += 1;
    }
    return count;
  });
  await page.evaluate(() => {
    // A page may have moved the focus already: Tab begins at the top again.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    globalThis.reached = new Set();
    globalThis.last = null;
    globalThis.unseen = new Set();
  });
  for (let step = 0; step < expected * 2 + 20; step += 1) {
    await page.keyboard.press("Tab");
    const more = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return globalThis.reached.size === 0;
      // A field for a date is one control with several stops.
      if (globalThis.last === element) return true;
      if (globalThis.reached.has(element)) return false;
      globalThis.last = element;
      globalThis.reached.add(element);
      const style = getComputedStyle(element);
      if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 1) globalThis.unseen.add(element.outerHTML.slice(0, 80));
      return true;
    });
    if (!more) break;
  }
  const [count, unseen] = await page.evaluate(() => [globalThis.reached.size, [...globalThis.unseen]]);
  const faults = unseen.map((element) => `no sign of focus on ${element}`);
  if (count < expected) faults.push(`Tab reaches ${count} of ${expected} controls`);
  return faults;
}
