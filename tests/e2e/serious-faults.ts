import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const COLOURS = ['light', 'dark'] as const;
const SERIOUS = new Set(['serious', 'critical']);

/**
 * What axe finds that is serious or critical for people with disabilities, in light and dark colours, each with its rule
 * and the part of the page. axe is evaluated by the browser's own tools, since the policy of the page lets no foreign script in.
 */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(`if (globalThis.axe === undefined) { ${await readFile(AXE, 'utf8')} }; undefined`);
  const faults: string[] = [];
  for (const colorScheme of COLOURS) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
    for (const { id, impact, nodes } of violations) {
      if (!SERIOUS.has(impact ?? '')) continue;
      faults.push(
        ...nodes.map(({ html, failureSummary }) => `${colorScheme} ${id}: ${html} ${failureSummary ?? ''}`),
      );
    }
  }
  await page.emulateMedia({ colorScheme: null });
  return faults;
}
