// For `node --import`: writes the address of every module that is loaded to the file that the variable MODULES names.
import { register } from 'node:module';

const hook = `
  import { appendFileSync } from 'node:fs';
  export function load(url, context, next) {
    if (!url.startsWith('node:')) appendFileSync(process.env.MODULES, url + '\\n');
    return next(url, context);
  }`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
