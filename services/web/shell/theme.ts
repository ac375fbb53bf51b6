import { signal } from '@preact/signals';

const KEPT_AS = 'kindred-theme';
const CHOICES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof CHOICES)[number];

const chosen = signal<Theme>(CHOICES.find((one) => one === localStorage.getItem(KEPT_AS)) ?? 'auto');
show(chosen.value);

/** The colours that were chosen; `auto` follows the system. */
export function chosenTheme(): Theme {
  return chosen.value;
}

/** Goes on to the next choice. */
export function nextTheme(): void {
  const next = CHOICES[(CHOICES.indexOf(chosen.value) + 1) % CHOICES.length] ?? 'auto';
  chosen.value = next;
  localStorage.setItem(KEPT_AS, next);
  show(next);
}

function show(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
}
