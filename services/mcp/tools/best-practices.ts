import { z } from 'zod';
import { PRACTICES, TOPICS } from '../practices.ts';
import { defineTool } from '../tool.ts';

const Topic = z.enum(TOPICS);

export const bestPractices = defineTool({
  name: 'best_practices',
  title: 'How to curate well',
  description:
    'Gives advice on curating instruction data with these tools, by topic: in which order to go, and which settings to choose when. ' +
    'Call it with the topic "start" before you plan work on a corpus.',
  scope: 'read',
  input: z.strictObject({ topic: Topic.default('start') }),
  output: z.object({ topic: Topic, advice: z.array(z.string()), topics: z.array(Topic) }),
  answer: ({ topic }) => Promise.resolve({ topic, advice: [...PRACTICES[topic]], topics: [...TOPICS] }),
});
