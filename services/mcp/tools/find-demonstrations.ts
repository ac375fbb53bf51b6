import { z } from 'zod';
import { DemonstrationsRequest } from '../../../schemas/api/demonstrations.ts';
import { DemonstrationScores, DemonstrationsResponse } from '../../../schemas/api/found-demonstrations.ts';
import { bounded, MOST_CHARACTERS } from '../bounded.ts';
import { RecordView, viewOf } from '../record-view.ts';
import { CutParts, defineTool, Rest, restOf } from '../tool.ts';

const Scores = DemonstrationScores.pick({ fit: true, task: true, content: true, total: true });

export const findDemonstrationsTool = defineTool({
  name: 'find_demonstrations',
  title: 'Find demonstrations',
  description:
    'Finds stored records that fit as few-shot demonstrations of an instruction: the same kind of work, different from each other, ' +
    'without near copies of the query. They are listed in the order of choice, best first. `scores.fit` is the calibrated chance that one fits. When none is good enough, `abstained` is ' +
    'true and `reason` says why: then use none. With `with_prompt` the answer is the finished prompt instead of the records. With ' +
    '`backbone` it begins with demonstrations that are the same for every query of one kind of work, and `prefix` says how much of it that is.',
  scope: 'read',
  input: DemonstrationsRequest.safeExtend({
    with_prompt: z
      .boolean()
      .default(false)
      .describe(
        'Whether the prompt, in the `format` that was asked for, is given instead of the demonstrations.',
      ),
  }),
  output: DemonstrationsResponse.pick({
    abstained: true,
    reason: true,
    strategy: true,
    asks: true,
    tokens: true,
    prompt_tokens: true,
    prefix: true,
  }).extend({
    demonstrations: z
      .array(z.object({ record: RecordView, scores: Scores, rank: z.int(), tokens: z.int() }))
      .optional(),
    prompt: DemonstrationsResponse.shape.prompt.optional(),
    cut: CutParts,
    rest: Rest,
  }),
  answer: async ({ with_prompt: withPrompt, ...request }, { client }) => {
    const found = await client.demonstrations(request);
    const { abstained, reason, strategy, asks, tokens, prompt_tokens, prefix, prompt } = found;
    const about = { abstained, reason, strategy, asks, tokens, prompt_tokens, prefix };
    if (withPrompt) {
      const { length } = JSON.stringify({ ...about, prompt });
      if (length <= MOST_CHARACTERS) return { ...about, prompt };
      const rest = `With the prompt this answer has ${length} characters; at most ${MOST_CHARACTERS} are given. Ask with a smaller k or backbone, or with max_tokens.`;
      return { ...about, rest };
    }
    const all = found.demonstrations.map(({ record, scores, rank, tokens: length }) => {
      const { fit, task, content, total } = scores;
      return { record: viewOf(record), scores: { fit, task, content, total }, rank, tokens: length };
    });
    const { value, cut } = bounded({ demonstrations: all.sort((a, b) => a.rank - b.rank) }, about);
    return {
      ...about,
      ...value,
      ...restOf(cut, 'get_record has whole texts; with a smaller k or backbone the list is whole.'),
    };
  },
});
