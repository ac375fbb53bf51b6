import { z } from 'zod';

const FIELD =
  /^(label|kind|source|language|file|split|metadata\.[\p{L}\p{N}_ .-]{1,100}|marks\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.\w{1,100})$/u;

export const ColoursQuery = z.strictObject({
  field: z
    .string()
    .regex(FIELD, 'name label, kind, source, language, file, split, metadata.<key> or marks.<job>.<field>')
    .describe(
      'The field whose values are the colours: `label`, `kind`, `source`, `language`, `file`, `split`, `metadata.<key>`, or a field of ' +
        'the marks that another job left on the corpus, as `marks.<id of the job>.<field>`.',
    ),
});
