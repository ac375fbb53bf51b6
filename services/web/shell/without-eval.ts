import { z } from 'zod';

/*
 * zod tries, when the first schema is made, whether it may turn texts into functions. The policy of the page forbids that and
 * reports it, so this has to be imported before every schema.
 */
z.config({ jitless: true });
