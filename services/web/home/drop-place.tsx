import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { READ_FORMATS_TEXT } from '../../../schemas/file-formats.ts';

const MIB = 1_024 ** 2;

interface DropPlaceProps {
  readonly files: readonly File[];
  readonly choose: (files: readonly File[]) => void;
}

/** Where files are dropped. It is a file field, so the keyboard opens it too. */
export function DropPlace({ files, choose }: DropPlaceProps): VNode {
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    choose([...(event.dataTransfer?.files ?? [])]);
  };
  return (
    <label
      class={`drop${isOver ? ' drop-over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <input
        type="file"
        multiple
        class="unseen"
        aria-label="Files to read"
        onChange={(event) => choose([...(event.currentTarget.files ?? [])])}
      />
      {files.length === 0 ? (
        <>
          <b>Drop files here, or choose them</b>
          <small>{READ_FORMATS_TEXT}, also gzipped or with Zstandard</small>
        </>
      ) : (
        files.map(({ name, size }) => (
          <span key={name}>
            <b>{name}</b> <small>{(size / MIB).toFixed(size < MIB ? 3 : 1)} MiB</small>
          </span>
        ))
      )}
    </label>
  );
}
