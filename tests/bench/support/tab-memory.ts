import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';

interface Processes {
  readonly processInfo: readonly { readonly id: number; readonly type: string }[];
}

const KIB = 1_024;

/**
 * The memory of the browser's largest tab in bytes, counted as Chromium's task manager does on Linux: what is its own and no file
 * (RssAnon, and what was swapped out).
 */
export async function tabMemory(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as Processes;
  await session.detach();
  const tabs = processInfo.filter(({ type }) => type === 'renderer');
  return Math.max(...(await Promise.all(tabs.map(({ id }) => ownMemory(id)))));
}

async function ownMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kib = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
  return KIB * (kib('RssAnon') + kib('VmSwap'));
}
