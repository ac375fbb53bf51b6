import type { VNode } from 'preact';

/** Which keys do what. */
export function Keys({
  canSwap,
  judging = false,
}: {
  readonly canSwap: boolean;
  readonly judging?: boolean;
}): VNode {
  const all = [
    ['y', judging ? 'right: the same request' : 'same: the drop stands'],
    ['n', judging ? 'wrong: both stay' : 'different: both stay'],
    ...(canSwap ? [['s', 'swap: the other one stays']] : []),
    ['u', 'undo the last one'],
    ['j', 'next'],
    ['k', 'back'],
  ] as const;
  return (
    <section class="dup-part" aria-labelledby="keys">
      <h2 id="keys">Keys</h2>
      <dl class="keys">
        {all.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p class="soft">
        <del>Struck</del> words are only in the first row, <ins>underlined</ins> ones only in the second.
      </p>
    </section>
  );
}
