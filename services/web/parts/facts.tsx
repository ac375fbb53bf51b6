import type { ComponentChildren, VNode } from 'preact';

/** What is known of something: names on the left, and what is true of it beside them. */
export function Facts({ children }: { readonly children: ComponentChildren }): VNode {
  return <dl class="pane-facts">{children}</dl>;
}

interface FactProps {
  readonly name: string;
  readonly children: ComponentChildren;
}

/** One line of `Facts`. */
export function Fact({ name, children }: FactProps): VNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
