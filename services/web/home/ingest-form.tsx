import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { LayoutName, FileFormat } from '../../../schemas/layout.ts';
import { CorpusName } from '../../../schemas/record.ts';
import type { Reading } from '../../../clients/typescript/src/kindred-client.ts';
import { RadioChoices, FormField } from '../parts/choices.tsx';
import { Copyable } from '../parts/copyable.tsx';
import { corpusNameFor } from './corpus-name.ts';
import { DropPlace } from './drop-place.tsx';
import { FilePreview } from './file-preview.tsx';
import { ingestCommand } from './ingest-command.ts';

/** What is to be read, into which corpus, and how. */
export interface Given {
  readonly corpus: string;
  readonly files: readonly File[];
  readonly reading: Reading;
}

interface IngestFormProps {
  readonly known: readonly string[];
  readonly isSending: boolean;
  readonly start: (given: Given) => void;
}

export function IngestForm({ known, isSending, start }: IngestFormProps): VNode {
  const [way, setWay] = useState<'file' | 'paste'>('file');
  const [files, setFiles] = useState<readonly File[]>([]);
  const [pasted, setPasted] = useState('');
  const [named, setNamed] = useState<string | null>(null);
  const [reading, setReading] = useState<Reading>({});
  const given = way === 'file' ? files : pasted.trim() === '' ? [] : [new File([pasted], 'pasted.txt')];
  const corpus = named ?? corpusNameFor(given[0]?.name ?? '');
  const isReady = given.length > 0 && CorpusName.safeParse(corpus).success && !isSending;
  // A name with an ending says a format; pasted rows are told by their content.
  const asRead = way === 'paste' ? { ...reading, name: 'pasted' } : reading;
  const submit = (event: Event): void => {
    event.preventDefault();
    if (isReady) start({ corpus, files: given, reading: asRead });
  };
  return (
    <form onSubmit={submit}>
      <RadioChoices
        name="Where the rows are"
        options={[
          ['file', 'A file'],
          ['paste', 'Paste rows'],
        ]}
        chosen={way}
        choose={setWay}
      />
      <RowsPlace {...{ way, files, pasted }} choose={setFiles} paste={setPasted} />
      <CorpusField corpus={corpus} known={known} change={setNamed} />
      {given[0] !== undefined && (
        <FilePreview
          file={given[0]}
          about={way === 'paste' ? pasted : identityOf(given[0])}
          reading={asRead}
          change={setReading}
        />
      )}
      <ReadingOptions reading={reading} change={setReading} />
      <button class="main" type="submit" disabled={!isReady}>
        {isSending ? 'Sending …' : 'Read into the corpus'}
      </button>
      {given.length > 0 && corpus !== '' && (
        <details>
          <summary>The same on the command line</summary>
          <Copyable name="command line" text={ingestCommand(given, corpus, reading, location.origin)} />
        </details>
      )}
    </form>
  );
}

/** What tells a chosen file from another one. */
function identityOf({ name, size, lastModified }: File): string {
  return `${name} ${size} ${lastModified}`;
}

interface RowsPlaceProps {
  readonly way: 'file' | 'paste';
  readonly files: readonly File[];
  readonly pasted: string;
  readonly choose: (files: readonly File[]) => void;
  readonly paste: (text: string) => void;
}

/** Where files are chosen, or rows are pasted. */
function RowsPlace({ way, files, pasted, choose, paste }: RowsPlaceProps): VNode {
  if (way === 'file') return <DropPlace files={files} choose={choose} />;
  return <PastePlace pasted={pasted} change={paste} />;
}

interface PastePlaceProps {
  readonly pasted: string;
  readonly change: (text: string) => void;
}

function PastePlace({ pasted, change }: PastePlaceProps): VNode {
  return (
    <textarea
      class="paste"
      aria-label="Rows to add"
      placeholder={
        '{"instruction": "Name three rivers.", "output": "…"}\nor CSV with a header, or one request a line'
      }
      value={pasted}
      onInput={(event) => change(event.currentTarget.value)}
    />
  );
}

interface CorpusFieldProps {
  readonly corpus: string;
  readonly known: readonly string[];
  readonly change: (name: string) => void;
}

/** The corpus that is filled: a new one, or one that is there. */
function CorpusField({ corpus, known, change }: CorpusFieldProps): VNode {
  return (
    <FormField name="Corpus">
      <input
        value={corpus}
        list="known-corpora"
        placeholder="a new name, or one that is there"
        spellcheck={false}
        onInput={(event) => change(event.currentTarget.value)}
      />
      <datalist id="known-corpora">
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </FormField>
  );
}

interface ReadingOptionsProps {
  readonly reading: Reading;
  readonly change: (reading: Reading) => void;
}

/** How the rows are read, where the service should not find out by itself. */
function ReadingOptions({ reading, change }: ReadingOptionsProps): VNode {
  const set = (field: keyof Reading, value: string): void =>
    change({ ...reading, [field]: value === '' ? undefined : value });
  return (
    <details>
      <summary>Format, layout and source</summary>
      <div class="reading">
        <FormField name="Format">
          <select value={reading.format ?? ''} onChange={(event) => set('format', event.currentTarget.value)}>
            <option value="">found by itself</option>
            {FileFormat.options.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </FormField>
        <FormField name="Layout">
          <select value={reading.layout ?? ''} onChange={(event) => set('layout', event.currentTarget.value)}>
            <option value="">found by itself</option>
            {LayoutName.options.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </FormField>
        <FormField name="Column map">
          <input
            value={reading.columns ?? ''}
            placeholder='{"instruction":"prompt","output":"answer"}'
            spellcheck={false}
            onInput={(event) => set('columns', event.currentTarget.value)}
          />
        </FormField>
        <FormField name="Source of rows that name none">
          <input value={reading.source ?? ''} onInput={(event) => set('source', event.currentTarget.value)} />
        </FormField>
      </div>
    </details>
  );
}
