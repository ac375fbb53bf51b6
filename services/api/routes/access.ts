import { AccessReport } from '../../../schemas/api/access.ts';
import { Scope } from '../../../schemas/api-keys.ts';
import { allows, LOCAL_ACCESS } from '../../access/access.ts';
import { defineRoute } from '../route.ts';

/** What the page at `/` asks first, to know whether it has to ask for a key and what to offer. */
export const getAccessRoute = defineRoute({
  method: 'get',
  path: '/v1/access',
  operationId: 'getAccess',
  scope: null,
  namesAsker: true,
  tag: 'Service',
  summary: 'What may I see and do',
  description:
    'Says whether the service asks for a key, and what the key that was sent may do. An unknown key is no error here: it may ' +
    'do nothing.',
  responses: {
    200: {
      kind: 'json',
      description: 'The rights of the asker.',
      schema: AccessReport,
      example: { keys: true, name: 'team', scopes: ['read', 'write'], corpora: ['house'] },
    },
  },
  errors: [],
  handle: (_input, { services: { access } }) => {
    const scopes = Scope.options.filter((scope) => allows(access, scope));
    const body: AccessReport = {
      keys: access !== LOCAL_ACCESS,
      name: scopes.length === 0 ? null : access.name,
      scopes,
      corpora: access.corpora === null ? null : [...access.corpora],
    };
    return Promise.resolve({ status: 200, body });
  },
});
