import { describe, expect, it } from 'vitest';
import { idsIn } from '../../../services/cli/commands/select.ts';

describe('a file with ids of records', () => {
  it('has one a line, and the message on another id shows it whole and says where ids are', () => {
    const id = '0f6c1a52-5b0e-4b39-9f0a-0c9d6a1f7e21';
    expect(idsIn(`${id}\r\n\n ${id}\n`, 'ids.txt')).toEqual([id, id]);
    expect(() => idsIn(`${id}\nmy row 7\n`, 'ids.txt')).toThrow(
      /"my row 7" is no id of a record.*marks\.jsonl.*--by-user-id/,
    );
  });
});
