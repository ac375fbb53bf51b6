import type { InstructionRecord } from '../../../schemas/record.ts';
import type { Candidate } from '../../../services/retrieval/candidate.ts';

/** A unit vector at `degrees` in the plane: cosines between such vectors are known by heart. */
export function at(degrees: number): Float32Array {
  const radians = (degrees * Math.PI) / 180;
  return Float32Array.of(Math.cos(radians), Math.sin(radians));
}

export function recordOf(id: string, instruction = id, output = 'An answer.'): InstructionRecord {
  return {
    id,
    corpus: 'c',
    instruction,
    input: '',
    output,
    system: '',
    history: [],
    source: null,
    user_id: null,
    metadata: {},
    text_hash: `hash of ${instruction}`,
    label: null,
  };
}

/** A candidate at given angles from a query that lies at 0 degrees in both spaces. */
export function candidateOf(
  id: string,
  angles: { task: number; content: number },
  { instruction = id, tokens = 10 }: { instruction?: string; tokens?: number } = {},
): Candidate {
  return {
    record: recordOf(id, instruction),
    vectors: { task: at(angles.task), content: at(angles.content) },
    score: Math.cos((angles.task * Math.PI) / 180),
    task: Math.cos((angles.task * Math.PI) / 180),
    content: Math.cos((angles.content * Math.PI) / 180),
    fit: null,
    countTokens: () => Promise.resolve(tokens),
  };
}
