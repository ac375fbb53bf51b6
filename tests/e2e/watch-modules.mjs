// For `node --import`: writes the address of every module that is loaded into the file MODULES.
import { register } from 'node:module';

const hook = `
  import { appendFileSync } from 'node:fs';
  export function load(url, context, next) {
    if (!url.startsWith('node:')) appendFileSync(process.env.MODULES, url + '\\n');
    return next(url, context);
  }`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
