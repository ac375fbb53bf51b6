import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { RadioChoices } from '../parts/choices.tsx';
import { Copyable } from '../parts/copyable.tsx';
import { myRights } from '../shell/session.ts';
import type { DemonstrationsAsked } from './asked-for.ts';
import { repetitions, type Repetitions } from './repeat.ts';

/** How the same is had on the command line, over HTTP and in a program. */
export function RepeatPanel({ asked }: { readonly asked: DemonstrationsAsked }): VNode {
  const [way, setWay] = useState<keyof Repetitions>('command');
  const all = repetitions(asked, location.origin, myRights()?.keys ?? false);
  return (
    <section class="panel" aria-labelledby="repeat">
      <header class="found-head">
        <h2 id="repeat">Repeat it</h2>
        <RadioChoices
          name="Way to repeat it"
          options={[
            ['command', 'Command line'],
            ['curl', 'curl'],
            ['typescript', 'TypeScript'],
          ]}
          chosen={way}
          choose={setWay}
        />
      </header>
      <Copyable name={way} text={all[way]} />
    </section>
  );
}
