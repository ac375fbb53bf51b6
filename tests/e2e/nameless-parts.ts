import type { Page } from 'playwright-core';

/** What people can use or land on. Each of these has to have a name. */
const NAMED = new Set([
  'button',
  'checkbox',
  'combobox',
  'dialog',
  'grid',
  'heading',
  'link',
  'listbox',
  'option',
  'progressbar',
  'radio',
  'radiogroup',
  'region',
  'searchbox',
  'spinbutton',
  'textbox',
]);

/**
 * The parts of a page, as the browser tells them to screen readers, that have no name.
 * @throws Error when the page has hardly any part, so that an empty page does not pass
 */
export async function namelessParts(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const told = nodes.filter(({ ignored, role }) => !ignored && NAMED.has(String(role?.value)));
  if (told.length < 8) throw new Error(`The page has only ${told.length} parts with a role.`);
  return told
    .filter(({ name }) => String(name?.value ?? '').trim() === '')
    .map(({ role, nodeId }) => `${String(role?.value)} (node ${nodeId})`);
}
