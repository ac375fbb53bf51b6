import type { VNode } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { Strategy } from '../../../schemas/api/demonstrations.ts';
import { grouped } from '../../../schemas/counted.ts';
import { RadioChoices, FormField } from '../parts/choices.tsx';
import { tell } from '../shell/where.ts';
import { OfferedFormat } from './asked-for.ts';
import { STRATEGIES_IN_WORDS } from './strategies.ts';

interface FormProps {
  readonly told: Readonly<Record<string, string>>;
  readonly corpora: readonly { readonly name: string; readonly records: number }[];
}

/** What is asked. Texts count once they are sent; every other change counts at once. */
export function DemonstrationsForm({ told, corpora }: FormProps): VNode {
  const [instruction, setInstruction] = useState(told['instruction'] ?? '');
  const [input, setInput] = useState(told['input'] ?? '');
  // Before the form can be typed in: an effect that comes after it is painted would take away what was typed meanwhile.
  useLayoutEffect(() => {
    setInstruction(told['instruction'] ?? '');
    setInput(told['input'] ?? '');
  }, [told['instruction'], told['input']]);
  const send = (): void => tell({ instruction, input });
  const sendByKeys = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      class="ask"
      aria-label="What is asked"
      onKeyDown={sendByKeys}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <FormField name="Instruction">
        <textarea
          class="instruction"
          rows={4}
          value={instruction}
          placeholder="Fix the grammar of this sentence."
          onInput={(event) => setInstruction(event.currentTarget.value)}
        />
      </FormField>
      <FormField name="Input, if it works on one">
        <textarea rows={3} value={input} onInput={(event) => setInput(event.currentTarget.value)} />
      </FormField>
      <button class="main" type="submit" disabled={instruction.trim() === ''}>
        Find demonstrations <kbd>Ctrl ⏎</kbd>
      </button>
      <CorpusField told={told} corpora={corpora} />
      <HowChosen told={told} />
    </form>
  );
}

function CorpusField({ told, corpora }: FormProps): VNode {
  return (
    <FormField name="Corpus">
      <select value={told['corpus'] ?? ''} onChange={(event) => tell({ corpus: event.currentTarget.value })}>
        <option value="">all corpora</option>
        {corpora.map(({ name, records }) => (
          <option key={name} value={name}>
            {name} ({grouped(records)})
          </option>
        ))}
      </select>
    </FormField>
  );
}

function HowChosen({ told }: Pick<FormProps, 'told'>): VNode {
  const strategy = Strategy.safeParse(told['strategy']).data ?? 'balanced';
  const format = OfferedFormat.safeParse(told['format']).data ?? 'messages';
  return (
    <>
      <FormField name="Strategy">
        <select value={strategy} onChange={(event) => tell({ strategy: event.currentTarget.value })}>
          {Strategy.options.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
        <small>{STRATEGIES_IN_WORDS[strategy]}</small>
      </FormField>
      <div class="numbers">
        <NumberField name="How many" field="k" told={told} standing="4" step="1" />
        <NumberField name="Lowest fit" field="min_fit" told={told} standing="0.5" step="0.05" />
        <NumberField name="Most tokens" field="max_tokens" told={told} standing="any" step="50" />
      </div>
      <div class="field">
        <span>Prompt as</span>
        <RadioChoices
          name="Prompt as"
          options={OfferedFormat.options.map((one) => [one, one] as const)}
          chosen={format}
          choose={(value) => tell({ format: value })}
        />
      </div>
    </>
  );
}

interface NumberFieldProps extends Pick<FormProps, 'told'> {
  readonly name: string;
  readonly field: string;
  readonly standing: string;
  readonly step: string;
}

function NumberField({ name, field, told, standing, step }: NumberFieldProps): VNode {
  return (
    <FormField name={name}>
      <input
        type="number"
        min="0"
        step={step}
        value={told[field] ?? ''}
        placeholder={standing}
        onChange={(event) => tell({ [field]: event.currentTarget.value })}
      />
    </FormField>
  );
}
