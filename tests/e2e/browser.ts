import { chromium, type Browser } from 'playwright-core';

/** Switches that keep the browser from sending requests of its own. */
const QUIET = [
  '--no-sandbox',
  // The map is drawn with WebGL, which needs no graphics card this way.
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
];

/**
 * Starts the Chromium that CHROMIUM names.
 * @throws Error when it names none: a suite that needs a browser fails without one
 */
export function startBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'];
  if (executablePath === undefined)
    throw new Error('Set CHROMIUM to the path of a Chromium: this suite needs one.');
  return chromium.launch({ executablePath, args: QUIET });
}
